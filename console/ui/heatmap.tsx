import type { ReactNode } from 'react'
import { useFormat } from './format.ts'
import { Link } from './link.tsx'
import css from './chart.module.css'

export type HeatRow = { key: string; label: ReactNode; note?: ReactNode; /** Shares from 0 to 1; null where nothing can be known yet. */ cells: (number | null)[]; to?: (column: number) => string | undefined }

type Props = { title: string; columns: string[]; rows: HeatRow[]; corner?: string; /** What a cell says in words, for the ear and on hover. */ say?: (row: HeatRow, column: number, share: number) => string }

// Up to half of the brand colour the text stays ink and readable (AA); only a full 100 % turns it over.
const deepest = 52

/** Shares in a grid, darker is more; a real table, every cell a link to its rows. */
export function Heatmap({ title, columns, rows, corner = '', say }: Props) {
  const format = useFormat()
  const most = Math.max(0.01, ...rows.flatMap(row => row.cells.filter(cell => cell !== null && cell < 1) as number[]))
  const cell = (row: HeatRow, column: number, share: number) => {
    const words = say?.(row, column, share)
    const look = { className: css.cell, style: { background: `color-mix(in oklab, var(--c1) ${(Math.min(1, share / most) * deepest).toFixed(0)}%, var(--sunken))` }, title: words, 'data-full': share >= 1 || undefined }
    const to = row.to?.(column)
    const text = <><span aria-hidden={words ? true : undefined}>{format.percent(share, 0)}</span>{words && <span className="hidden-visually">{words}</span>}</>
    return to ? <Link to={to} {...look}>{text}</Link> : <div {...look}>{text}</div>
  }
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className={css.heat}>
        <thead><tr><th scope="col">{corner || <span className="hidden-visually">{title}</span>}</th>{columns.map(column => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.key}>
              <th scope="row" className="num">{row.label} <span style={{ fontSize: 12 }}>{row.note}</span></th>
              {columns.map((column, i) => { const share = row.cells[i]; return <td key={column}>{share === null || share === undefined ? null : cell(row, i, share)}</td> })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
