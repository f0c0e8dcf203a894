import { Button, Select } from '@mantine/core'
import { IconChartPie, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { listCategories } from '../../../contracts/products.ts'
import { createSegment, listSegments, previewSegment } from '../../../contracts/segment-routes.ts'
import { useCall, useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, Link, Page, toast, useFormat, useGo, useText } from '../../ui/index.ts'
import css from '../segments.module.css'
import { builderWith } from '../words.ts'
import { categoryRule, ready } from './ready.ts'

/** Segments that are ready for any shop: why, the rule, how many it has now, and one click to make it. */
export function SegmentGalleryPage() {
  const t = useText()
  const existing = useCall(listSegments, { query: { limit: 200 } }).data?.items ?? []
  const idOf = (rule: string) => existing.find(row => row.text === rule)?.id
  return (
    <Page title={t('segments.gallery.title')} subtitle={t('segments.gallery.subtitle')} back={{ to: '/segments', label: t('segments.title') }}>
      <div className={css.gallery}>
        {ready.map(one => <ReadyCard key={one.key} name={t(one.name)} why={t(one.why)} rule={one.rule} madeId={idOf(one.rule)} />)}
        <CategoryCard idOf={idOf} />
      </div>
    </Page>
  )
}

type Props = { name: string; why: string; rule: string | undefined; madeId: string | undefined; children?: React.ReactNode }

function ReadyCard({ name, why, rule, madeId, children }: Props) {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const create = useChange(createSegment, { quiet: true, done: [listSegments] })
  const make = () => rule && create.mutate({ body: { name, text: rule, description: why } }, {
    onSuccess: segment => { toast.done(t('segments.made', { name: segment.name })); go(`/segments/${segment.id}`) },
    // There is another of this name: the person chooses one in the builder.
    onError: problem => (problem.code === 'segments.name_taken' ? go(builderWith(rule)) : toast.problem(problem)),
  })
  return (
    <Card title={name} className={css.ready!}>
      <p className={css.why}>{why}</p>
      {children}
      {rule && <code className={css.rule}>{rule}</code>}
      <div className={css.readyFoot}>
        {rule ? <LiveCount rule={rule} /> : <span />}
        {madeId ? <Link className="textlink" to={`/segments/${madeId}`}>{t('segments.gallery.have')}</Link> : may('segments.write') && (
          <span className="row">
            <Button size="compact-sm" variant="subtle" disabled={!rule} onClick={() => go(builderWith(rule!))}>{t('segments.gallery.refine')}</Button>
            <Button size="compact-sm" disabled={!rule} loading={create.isPending} leftSection={<IconPlus size={14} />} onClick={make} aria-label={t('segments.gallery.makeNamed', { name })}>{t('segments.gallery.make')}</Button>
          </span>
        )}
      </div>
    </Card>
  )
}

/** How many it has at this moment, and what share of all. */
function LiveCount({ rule }: { rule: string }) {
  const t = useText()
  const format = useFormat()
  const { data, error } = useCall(previewSegment, { body: { text: rule } }, { staleTime: 60_000 })
  if (error) return <span className="muted">{t('segments.gallery.uncounted')}</span>
  return <span className={css.count}><b className="num">{data ? format.number(data.count) : '…'}</b> <span className="muted">{data ? t('segments.gallery.share', { share: format.percent(data.of ? data.count / data.of : 0) }) : ''}</span></span>
}

function CategoryCard({ idOf }: { idOf: (rule: string) => string | undefined }) {
  const t = useText()
  const may = useMay()
  const [category, choose] = useState<string | null>(null)
  const categories = useCall(listCategories, { query: { limit: 200 } }, { enabled: may('products.read') }).data?.items ?? []
  const names = [...new Set(categories.map(one => one.name))]
  const rule = category ? categoryRule(category) : undefined
  return (
    <ReadyCard name={category ? t('segments.ready.category.named', { category }) : t('segments.ready.category.name')} why={t('segments.ready.category.why')} rule={rule} madeId={rule && idOf(rule)}>
      <Select aria-label={t('segments.ready.category.which')} placeholder={t('segments.ready.category.which')} leftSection={<IconChartPie size={15} />} data={names} value={category} onChange={choose} searchable nothingFoundMessage={t('segments.ready.category.none')} />
    </ReadyCard>
  )
}
