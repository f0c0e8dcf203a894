import { segmentBreakdown, type SegmentBreakdown } from '../../../contracts/rfm.ts'
import { useCall } from '../../api.ts'
import { useLanguageName } from '../../customers/words.ts'
import { groupNames } from '../../rfm/words.ts'
import { BarChart, Card, Problem, useFormat, useText } from '../../ui/index.ts'
import css from '../segments.module.css'

type Rows = SegmentBreakdown['byCountry']
const shown = 8
const unit = { kind: 'number' } as const

/** What the members are made of; countries and languages open their customers. */
export function BreakdownCards({ segmentId }: { segmentId: string }) {
  const t = useText()
  const format = useFormat()
  const languageName = useLanguageName()
  const { data, error, refetch } = useCall(segmentBreakdown, { params: { segmentId } }, { keep: true })
  if (error) return error.status === 404 ? null : <Problem error={error} retry={() => void refetch()} />
  if (!data?.customers) return null
  const list = `/customers?segment=${segmentId}`
  const bars = (rows: Rows, name: (key: string) => string, to?: (key: string) => string) => rows.slice(0, shown).map(row => ({
    key: row.key ?? 'none', label: row.key === null ? t('segments.breakdown.unknown') : name(row.key), value: row.customers, ...(row.key !== null && to ? { to: to(row.key) } : {}),
    ...(row.currency ? { note: format.money(row.revenueMinor, row.currency, 'short') } : {}),
  }))
  const cards = [
    { key: 'country', title: t('segments.breakdown.country'), bars: bars(data.byCountry, format.country, key => `${list}&country=${key}`) },
    { key: 'language', title: t('segments.breakdown.language'), bars: bars(data.byLanguage, languageName, key => `${list}&language=${key}`) },
    { key: 'group', title: t('segments.breakdown.group'), bars: bars(data.byRfmGroup, key => t(groupNames[key as keyof typeof groupNames])) },
    { key: 'value', title: t('segments.breakdown.value'), bars: bars(data.byValueDecile, key => t('segments.breakdown.tenth', { tenth: format.number(Number(key)) })) },
  ]
  return <div className={css.breakdown}>{cards.map(card => <Card key={card.key} title={card.title} note={t('segments.breakdown.note')}><BarChart title={card.title} bars={card.bars} unit={unit} /></Card>)}</div>
}
