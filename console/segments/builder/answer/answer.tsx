import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { previewSegment, type Preview } from '../../../../contracts/segment-routes.ts'
import { useCall } from '../../../api.ts'
import { Avatar, Card, Link, Money, None, Problem, Skeleton, useFormat, useText } from '../../../ui/index.ts'
import css from '../builder.module.css'

/** Who the rule has, exactly and now. The last good answer stays until the next one is there; older ones that come late are dropped. */
export function useAnswer(text: string | undefined, storeId: string | null) {
  const [asked] = useDebouncedValue(text, 180)
  const { data, error, isFetching } = useCall(previewSegment, { body: { text: asked ?? 'everyone', storeId } }, { enabled: asked !== undefined, staleTime: 10_000 })
  const [last, setLast] = useState<Preview>()
  if (data && data !== last) setLast(data)
  return { answer: data ?? last, problem: asked === undefined ? null : error, isBusy: isFetching || asked !== text, isOld: data === undefined }
}

type Answered = ReturnType<typeof useAnswer>

export function Answer({ answer, problem, isBusy, isOld, isUnfinished }: Answered & { isUnfinished: boolean }) {
  const t = useText()
  const format = useFormat()
  return (
    <aside className={css.answer} aria-label={t('segment-builder.rightNow')}>
      <Card>
        <div className="muted" style={{ fontSize: 12.5 }}>{t('segment-builder.rightNow')}</div>
        {problem && <div style={{ marginTop: 8 }}><Problem error={problem} /></div>}
        {!answer && !problem && <Skeleton shape="text" rows={3} />}
        {answer && (
          <div data-busy={isBusy || isOld || undefined} className={css.count}>
            <output className={css.big} aria-live="polite" data-count={answer.count}>{format.number(answer.count)}</output>
            <p className="muted">{t('segment-builder.ofAll', { total: format.number(answer.of), share: format.percent(answer.of ? answer.count / answer.of : 0) })} · {t('segment-builder.countedIn', { seconds: format.number(answer.tookMs / 1000, { maximumFractionDigits: 2 }) })}</p>
            <div className={css.bar}><i style={{ width: `${answer.of ? (answer.count / answer.of) * 100 : 0}%` }} /></div>
            {answer.spent.length > 0 && <p className="muted">{t('segment-builder.brought')} {answer.spent.slice(0, 3).map((one, i) => <b key={one.currency}>{i > 0 && ' · '}<Money minor={one.spentMinor} currency={one.currency} style="whole" /></b>)}</p>}
          </div>
        )}
        {isUnfinished && <p className={css.unfinished}>{t('segment-builder.countsWhole')}</p>}
      </Card>
      {answer && <Reach answer={answer} />}
    </aside>
  )
}

function Reach({ answer: { count, reachable } }: { answer: Preview }) {
  const t = useText()
  const format = useFormat()
  const rows = [[t('consent.channel.email'), reachable.email], [t('consent.channel.sms'), reachable.sms]] as const
  return (
    <Card title={t('segment-builder.reach')} hint={t('segment-builder.reachHint')}>
      {rows.map(([name, many]) => (
        <div key={name} className={css.reach}><span>{name}</span><div className={css.bar}><i style={{ width: `${count ? (many / count) * 100 : 0}%` }} /></div><span className="num" title={format.percent(count ? many / count : 0)}>{format.number(many)}</span></div>
      ))}
    </Card>
  )
}

/** Some of them, each a link. */
export function Sample({ answer }: { answer: Preview | undefined }) {
  const t = useText()
  const format = useFormat()
  return (
    <Card title={t('segment-builder.sample')} note={answer && t('customers.count', { count: answer.count })}>
      {!answer && <Skeleton shape="list" rows={4} />}
      {answer && answer.sample.length === 0 && <p className="muted">{t('segment-builder.nobody')}</p>}
      <ul className={css.sample}>
        {answer?.sample.map(one => (
          <li key={one.id}>
            <Avatar name={one.name || one.email} />
            <Link className="textlink clip" to={`/customers/${one.id}`}>{one.name || one.email || t('customers.unnamed')}</Link>
            <span className="muted clip">{one.country ? format.country(one.country) : ''}</span>
            <span className="num muted">{t('orders.count', { count: one.ordersCount })}</span>
            <span className="num">{one.currency ? <Money minor={one.spentMinor} currency={one.currency} /> : <None />}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
