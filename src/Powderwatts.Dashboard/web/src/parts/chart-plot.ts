import uPlot from 'uplot';
import * as format from '../format';
import { marks, niceTop, timeMarks } from '../live/scale';
import type { Lines, Turn } from '../live/series';

export interface PlotLook {
  zone: string;
  timeStepMs: number;
}

export interface NamedTurn extends Turn {
  words: string;
  watts: number;
}

/** The drawing itself: uPlot with the page's colours, marks of the site's zone, and the moments when cables turned. */
export class ChartPlot {
  private readonly plot: uPlot;
  private turns: NamedTurn[] = [];
  private top = 1;
  private readonly colour: Record<'heat' | 'text' | 'text2' | 'text3' | 'hairline' | 'strong' | 'night', string>;
  private readonly type: number;
  readonly over: HTMLElement;

  constructor(
    private readonly host: HTMLElement,
    private readonly look: PlotLook,
    onCursor: (index: number | null) => void,
  ) {
    const style = getComputedStyle(host);
    const token = (name: string) => style.getPropertyValue(name).trim();
    this.colour = {
      heat: token('--heat'),
      text: token('--text'),
      text2: token('--text-2'),
      text3: token('--text-3'),
      hairline: token('--hairline'),
      strong: token('--hairline-strong'),
      night: token('--night'),
    };
    this.type = Number.parseFloat(style.fontSize);
    this.plot = new uPlot(this.options(onCursor), [[], [], []], host);
    this.over = this.plot.over;
  }

  /** The type size that the drawing was made for. */
  get typeSize(): number {
    return this.type;
  }

  private options(onCursor: (index: number | null) => void): uPlot.Options {
    const { colour, type, look } = this;
    const font = `420 ${type}px ${getComputedStyle(this.host).fontFamily}`;
    const line = { stroke: colour.heat, width: Math.max(2, type / 9), spanGaps: false, points: { show: false } };
    return {
      width: this.host.clientWidth,
      height: this.host.clientHeight,
      ms: 1,
      padding: [type * 0.7, type * 0.45, 0, type * 0.3],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: type * 0.7, fill: colour.night, stroke: colour.heat, width: Math.max(2, type / 9) },
      },
      scales: { x: { time: false }, w: { range: () => [0, this.top] } },
      series: [{}, { scale: 'w', ...line, fill: (u) => this.fill(u) }, { scale: 'w', ...line, dash: [type * 0.5, type * 0.4] }],
      axes: [
        {
          font,
          stroke: colour.text2,
          size: type * 1.9,
          gap: type * 0.45,
          grid: { show: false },
          ticks: { show: true, stroke: colour.strong, width: 1, size: type * 0.3 },
          border: { show: true, stroke: colour.strong, width: 1 },
          splits: (_u, _axis, from, to) => timeMarks(from, to, look.timeStepMs, format.zoneOffset(to, look.zone)),
          values: (u, splits) => splits.map((instant) => (u.valToPos(instant, 'x') < type * 1.2 ? '' : format.clock(instant, look.zone))),
        },
        {
          scale: 'w',
          side: 1,
          font,
          stroke: colour.text2,
          size: (_u, values) => Math.max(3, ...(values ?? []).map((text) => text?.length ?? 0)) * type * 0.6 + type * 0.7,
          gap: type * 0.5,
          grid: { stroke: colour.hairline, width: 1 },
          ticks: { show: false },
          splits: () => marks(this.top),
          values: (_u, splits) => splits.map((watts) => format.axisWatts(watts, this.top / 2, this.top)),
        },
      ],
      hooks: { draw: [(u) => this.drawMoments(u)], setCursor: [(u) => onCursor(u.cursor.idx ?? null)] },
    };
  }

  private fill(u: uPlot): CanvasGradient | string {
    const { top, height } = u.bbox;
    if (!height) {
      return 'transparent';
    }
    const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
    gradient.addColorStop(0, `${this.colour.heat}66`);
    gradient.addColorStop(1, `${this.colour.heat}08`);
    return gradient;
  }

  show(lines: Lines, from: number, to: number, highest: number, turns: NamedTurn[]): void {
    this.turns = turns;
    this.top = niceTop(highest);
    this.plot.batch(() => {
      this.plot.setData([lines.t, lines.whole, lines.partial], false);
      this.plot.setScale('x', { min: from, max: to });
      this.plot.setScale('w', { min: 0, max: this.top });
    });
  }

  resize(): void {
    this.plot.setSize({ width: this.host.clientWidth, height: this.host.clientHeight });
  }

  moveCursor(index: number): void {
    const instant = this.plot.data[0][index];
    if (instant !== undefined) {
      this.plot.setCursor({ left: this.plot.valToPos(instant, 'x'), top: 0 });
    }
  }

  pointAt(clientX: number): void {
    this.plot.setCursor({ left: clientX - this.over.getBoundingClientRect().left, top: 0 });
  }

  leave(): void {
    this.plot.setCursor({ left: -10, top: -10 });
  }

  destroy(): void {
    this.plot.destroy();
  }

  private drawMoments(u: uPlot): void {
    const { ctx } = u;
    const px = devicePixelRatio;
    const size = this.type * px;
    ctx.save();
    ctx.font = `560 ${size}px ${getComputedStyle(this.host).fontFamily}`;
    ctx.textBaseline = 'alphabetic';
    ctx.setLineDash([]);
    let free = u.bbox.left;
    for (const turn of this.turns) {
      const x = u.valToPos(turn.t, 'x', true);
      const y = u.valToPos(turn.watts, 'w', true);
      const floor = u.bbox.top + u.bbox.height;
      const width = ctx.measureText(turn.words).width;
      const begin = x + size * 0.4;
      if (x < u.bbox.left + size * 0.4 || begin < free || begin + width > u.bbox.left + u.bbox.width) {
        continue;
      }
      free = begin + width + size;
      ctx.globalAlpha = 0.7;
      ctx.strokeStyle = this.colour.heat;
      ctx.lineWidth = px;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x, floor);
      ctx.stroke();
      ctx.globalAlpha = 1;
      ctx.lineWidth = Math.max(2, this.type / 9) * px;
      ctx.fillStyle = this.colour.night;
      ctx.beginPath();
      ctx.arc(x, y, size * 0.24, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
      ctx.fillStyle = this.colour.text;
      ctx.fillText(turn.words, begin, floor - size * 0.55);
    }
    this.drawNow(u, size);
    ctx.restore();
  }

  private drawNow(u: uPlot, size: number): void {
    const [t, whole, partial] = u.data as [number[], (number | null)[], (number | null)[]];
    const last = t.length - 1;
    const watts = whole[last] ?? partial[last];
    const instant = t[last];
    if (instant !== undefined && watts !== null && watts !== undefined) {
      u.ctx.fillStyle = this.colour.heat;
      u.ctx.beginPath();
      u.ctx.arc(u.valToPos(instant, 'x', true), u.valToPos(watts, 'w', true), size * 0.27, 0, 2 * Math.PI);
      u.ctx.fill();
    }
  }
}
