import type { ImportPreview, RowReason } from '../../contracts/imports.ts'
import { useFormat, useText } from '../ui/index.ts'
import css from './imports.module.css'
import { fieldNames, reasonTexts } from './words.ts'

type Row = { rowNo: number; cells: string[]; leftOut: boolean; reasons: RowReason[] }

/** Why a row is not taken in, in words. */
export function useReasons() {
  const t = useText()
  return (reasons: RowReason[]) => reasons.map(({ field, column, reason }) => `${column ?? t(fieldNames[field] ?? field)}: ${t(reasonTexts[reason])}`).join(' · ')
}

/** Rows of the file as they stand there; cells that cannot be used are marked in place. */
export function PreviewTable({ preview: { header, rows } }: { preview: Pick<ImportPreview, 'header'> & { rows: Row[] } }) {
  const t = useText()
  const format = useFormat()
  const words = useReasons()
  return (
    <div className={css.scroller} tabIndex={0} role="group" aria-label={t('imports.preview')}>
      <table className={css.table}>
        <thead><tr><th scope="col">{t('imports.row')}</th>{header.map(name => <th key={name} scope="col">{name}</th>)}<th scope="col">{t('imports.remark')}</th></tr></thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.rowNo} data-state={row.leftOut ? 'left' : row.reasons.length ? 'bad' : undefined}>
              <td className="num muted">{format.number(row.rowNo)}</td>
              {header.map((name, i) => <td key={name} data-wrong={row.reasons.some(reason => reason.column === name) || undefined}><span className={css.cell}>{row.cells[i]}</span></td>)}
              <td className={css.remark}>{words(row.reasons)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
