import { IconX } from '@tabler/icons-react'
import type { Happenings, PropertyTest } from '../../../../contracts/segments.ts'
import type { Suggestible } from '../../../../contracts/segment-suggestions.ts'
import { useScope } from '../../../scope.ts'
import { useText } from '../../../ui/index.ts'
import css from '../builder.module.css'
import { MoneyInput } from './compare.tsx'
import { Adder, Choice, Word } from './controls.tsx'
import { pathOf, pathText } from './path.ts'
import { useStill } from './still.tsx'
import { propertyTest, startedTest, TestInput } from './test.tsx'
import { One, Values } from './values.tsx'

type Filter = 'where' | 'products' | 'categories' | 'brands' | 'variants' | 'skus' | 'title' | 'stores' | 'sources' | 'channels' | 'codes' | 'discounted' | 'refunded' | 'value'
const names: Record<Filter, string> = {
  where: 'segment-builder.filter.where', products: 'segment-builder.filter.products', categories: 'segment-builder.filter.categories', brands: 'segment-builder.filter.brands', variants: 'segment-builder.filter.variants', skus: 'segment-builder.filter.skus', title: 'segment-builder.filter.title',
  stores: 'segment-builder.filter.stores', sources: 'segment-builder.filter.sources', channels: 'segment-builder.filter.channels', codes: 'segment-builder.filter.codes', discounted: 'segment-builder.filter.discounted', refunded: 'segment-builder.filter.refunded', value: 'segment-builder.filter.value',
}
const filtersOf: Record<Happenings['kind'], readonly Filter[]> = {
  event: ['where', 'products', 'categories', 'brands', 'stores', 'sources'],
  order: ['products', 'categories', 'brands', 'variants', 'skus', 'title', 'value', 'discounted', 'refunded', 'codes', 'channels', 'stores'],
  refund: ['value', 'stores'], cart: ['value', 'stores'],
}
const suggested: Partial<Record<Filter, Suggestible>> = { products: 'product', categories: 'category', brands: 'brand', variants: 'variant', skus: 'sku', stores: 'store', sources: 'source', channels: 'channel', codes: 'code' }
const kindNames: Record<Happenings['kind'], string> = { order: 'segment-builder.happening.order', event: 'segment-builder.happening.event', refund: 'segment-builder.happening.refund', cart: 'segment-builder.happening.cart' }

type Props<H extends Happenings> = { of: H; onChange: (of: H) => void }
type Loose = Record<string, unknown> & { kind: Happenings['kind'] }

/** Something that happens, of any kind: for sequences, firsts and lasts. */
export function HappeningsInput({ of, onChange }: Props<Happenings>) {
  const t = useText()
  return (
    <>
      <Choice label={t('segment-builder.whatHappened')} value={of.kind} options={Object.entries(kindNames).map(([kind, text]) => [kind as Happenings['kind'], t(text)])} onChange={kind => onChange(kind === 'event' ? { kind, name: '' } : { kind })} />
      <EventName of={of} onChange={onChange} />
      <Filters of={of} onChange={onChange} />
    </>
  )
}

export function EventName({ of, onChange }: Props<Happenings>) {
  const t = useText()
  return of.kind === 'event' ? <One label={t('segment-builder.whichEvent')} from={{ of: 'events' }} value={of.name} onChange={name => onChange({ ...of, name })} /> : null
}

/** "of category Shoes, with a discount": each part can be changed, taken away, and more be added. */
export function Filters<H extends Happenings>({ of, onChange }: Props<H>) {
  const t = useText()
  const { currencies } = useScope({ withPeriod: false })
  const loose = of as unknown as Loose
  const set = (filter: Filter, value: unknown) => {
    const { [filter]: _, ...rest } = loose
    onChange((value === undefined ? rest : { ...rest, [filter]: value }) as unknown as H)
  }
  const add = (filter: Filter) => {
    if (filter === 'where') return set(filter, [...((loose[filter] as PropertyTest[] | undefined) ?? []), { path: [''], test: startedTest('in') }])
    if (filter === 'value') return set(filter, { currency: currencies[0] ?? 'EUR', compare: { op: '>=', value: 5000 } })
    set(filter, filter === 'discounted' || filter === 'refunded' ? true : filter === 'title' ? '' : [])
  }
  const all = filtersOf[of.kind]
  return (
    <>
      {all.filter(filter => loose[filter] !== undefined).map(filter => filter === 'where'
        ? <Where key={filter} event={String(loose['name'])} tests={loose[filter] as PropertyTest[]} onChange={tests => set(filter, tests.length ? tests : undefined)} />
        : <span key={filter} className={css.part}><FilterInput filter={filter} value={loose[filter]} onChange={value => set(filter, value)} /><Off label={t(names[filter])} onClick={() => set(filter, undefined)} /></span>)}
      <Adder label={t('segment-builder.narrow')} options={all.filter(filter => filter === 'where' || loose[filter] === undefined).map(filter => [filter, t(names[filter])])} onAdd={add} />
    </>
  )
}

function FilterInput({ filter, value, onChange }: { filter: Exclude<Filter, 'where'>; value: unknown; onChange: (value: unknown) => void }) {
  const t = useText()
  const of = suggested[filter]
  if (filter === 'discounted' || filter === 'refunded') {
    const texts = filter === 'discounted' ? ['segment-builder.with.discount', 'segment-builder.without.discount'] : ['segment-builder.with.refund', 'segment-builder.without.refund']
    return <Choice label={t(names[filter])} value={String(value)} options={[['true', t(texts[0]!)], ['false', t(texts[1]!)]]} onChange={next => onChange(next === 'true')} />
  }
  return (
    <>
      <span>{t(names[filter])}</span>
      {filter === 'value' && <MoneyInput test={value as Parameters<typeof MoneyInput>[0]['test']} onChange={onChange} />}
      {filter === 'title' && <Word label={t(names.title)} value={String(value)} onChange={onChange} />}
      {of && <Values label={t('segment-builder.chooseValues')} from={{ of }} values={value as string[]} onChange={onChange} />}
    </>
  )
}

/** Properties of the event, at any depth. */
function Where({ event, tests, onChange }: { event: string; tests: PropertyTest[]; onChange: (tests: PropertyTest[]) => void }) {
  const t = useText()
  return tests.map(({ path, test }, i) => {
    const text = pathText(path)
    return (
      <span key={i} className={css.part}>
        <span>{t('segment-builder.filter.where')}</span>
        <One label={t('segment-builder.whichProperty')} from={{ of: 'properties', event }} value={text} onChange={next => onChange(tests.with(i, { path: pathOf(next), test }))} />
        <TestInput test={test} allowed={propertyTest} dates from={{ of: 'property', event, path: text }} onChange={next => onChange(tests.with(i, { path, test: next }))} />
        <Off label={text || t('segment-builder.filter.where')} onClick={() => onChange(tests.toSpliced(i, 1))} />
      </span>
    )
  })
}

export function Off({ label, onClick }: { label: string; onClick: () => void }) {
  const t = useText()
  const isStill = useStill()
  if (isStill) return null
  return <button type="button" className={`plain ${css.off}`} aria-label={t('segment-builder.takeAway', { what: label })} onClick={onClick}><IconX size={13} aria-hidden /></button>
}
