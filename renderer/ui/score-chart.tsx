import styles from './score-chart.module.css';

export interface ChartPoint {
  readonly at: number;
  readonly value: number;
}

export interface ScoreChartProps {
  /** In order of `at`. */
  readonly points: readonly ChartPoint[];
  readonly lowest: number;
  readonly highest: number;
  /** Below it is bad: a dashed line. */
  readonly limit: number;
  /** Points further apart are not joined: nothing was measured between them. */
  readonly longestStep: number;
  /** Says in words what is to be seen. */
  readonly label: string;
  readonly begin: string;
  readonly end: string;
}

const width = 280;
const height = 64;
const margin = 4;

/** One line over time, on a scale that does not move. */
export function ScoreChart({ points, lowest, highest, limit, longestStep, label, begin, end }: ScoreChartProps) {
  const last = points.at(-1);
  const length = Math.max(1, last?.at ?? 1);
  const x = (at: number): number => margin + (at / length) * (width - 2 * margin);
  const y = (value: number): number => margin + ((highest - value) / (highest - lowest)) * (height - 2 * margin);
  return (
    <figure className={styles.chart}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <line className={styles.limit} x1={margin} x2={width - margin} y1={y(limit)} y2={y(limit)} />
        {runsOf(points, longestStep).map((run) => (
          <polyline
            key={run[0]?.at}
            className={styles.line}
            points={run.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
          />
        ))}
        {last && <circle className={last.value < limit ? styles.bad : styles.dot} cx={x(last.at)} cy={y(last.value)} r={3} />}
      </svg>
      <figcaption className={styles.ends} aria-hidden>
        <span>{begin}</span>
        <span>{end}</span>
      </figcaption>
    </figure>
  );
}

function runsOf(points: readonly ChartPoint[], longestStep: number): ChartPoint[][] {
  const runs: ChartPoint[][] = [];
  for (const point of points) {
    const before = runs.at(-1)?.at(-1);
    if (before && point.at - before.at <= longestStep) runs.at(-1)?.push(point);
    else runs.push([point]);
  }
  return runs;
}
