import type { ReactNode } from 'react';
import { ScoreChart, type ScoreChartProps } from './score-chart.tsx';
import styles from './measured.module.css';

/** A chart with the figures it stands for, and what can be done. */
export function Measured({
  title,
  chart,
  figures,
  children,
}: {
  title: string;
  chart: ScoreChartProps;
  figures: readonly { readonly label: string; readonly value: string }[];
  children?: ReactNode;
}) {
  return (
    <div className={styles.measured}>
      <h3 className={styles.title}>{title}</h3>
      <ScoreChart {...chart} />
      <dl className={styles.figures}>
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </div>
  );
}
