import { Fragment, type ReactNode } from 'react'
import { None } from './figures.tsx'
import css from './ui.module.css'

/** Names and values. A row without a value shows a dash; `false` leaves a row out. */
export function Facts({ rows }: { rows: (readonly [label: ReactNode, value: ReactNode] | false | null | undefined)[] }) {
  return (
    <dl className={css.facts}>
      {rows.map((row, i) => row && <Fragment key={i}><dt>{row[0]}</dt><dd>{row[1] === null || row[1] === undefined || row[1] === '' ? <None /> : row[1]}</dd></Fragment>)}
    </dl>
  )
}
