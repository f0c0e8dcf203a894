import { parseRule } from '../../../contracts/segments.ts'
import { useText } from '../../ui/index.ts'
import css from './builder.module.css'
import { asRoot, type Group } from './tree.ts'

/** Rules that work on any shop, by name. */
const examples = [
  ['segment-builder.example.second', 'orders = 1 and last order more than 30 days ago'],
  ['segment-builder.example.vip', 'rfm_group in (champions, loyal)'],
  ['segment-builder.example.quiet', 'orders(last 12 months) >= 2 and orders(last 90 days) = 0'],
  ['segment-builder.example.window', 'did "Product Viewed" at least 3 times in last 14 days and orders(last 14 days) = 0'],
  ['segment-builder.example.cart', 'carts(more than 4 hours ago) >= 1'],
  ['segment-builder.example.birthday', 'birthday anniversary in next 7 days'],
] as const

/** Where nothing is said yet: one click shows how a rule reads. */
export function Examples({ onPick }: { onPick: (root: Group) => void }) {
  const t = useText()
  return (
    <div className={css.examples}>
      <p>{t('segment-builder.emptyText')}</p>
      <div>{examples.map(([text, rule]) => <button key={text} type="button" className={`plain ${css.example}`} onClick={() => onPick(asRoot(parseRule(rule).rule!))}><b>{t(text)}</b><code>{rule}</code></button>)}</div>
    </div>
  )
}
