import { type Action, reduce, type State, start } from './state';

export type Listener = (state: State, action: Action) => void;

/** Holds the one state of the page and tells who listens. */
export class Store {
  state: State = start;
  private readonly listeners = new Set<Listener>();

  readonly dispatch = (action: Action): void => {
    this.state = reduce(this.state, action);
    for (const listener of this.listeners) {
      listener(this.state, action);
    }
  };

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
