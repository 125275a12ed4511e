import { type ElementPart, noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';

/**
 * Sets custom properties of an element through the CSSOM. A `style` attribute would be refused by the page's
 * content security policy, and Lit's own styleMap begins with one.
 */
class SetStyle extends Directive {
  override render(_values: Record<string, string>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Record<string, string>]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) {
      if (style.getPropertyValue(name) !== value) {
        style.setProperty(name, value);
      }
    }
    return noChange;
  }
}

export const setStyle = directive(SetStyle);
