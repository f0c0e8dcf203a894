import { customerScores, type CustomerScores } from '../../contracts/rfm.ts'
import { useCall } from '../api.ts'
import { Card, Facts, Link, Tag, useFormat, useText, When } from '../ui/index.ts'
import css from './rfm.module.css'
import { groupMeans, groupNames, groupTones } from './words.ts'

/** How a customer stands among all, and when the next order is expected; nothing for who never ordered. */
export function ScoresCard({ customerId }: { customerId: string }) {
  const t = useText()
  const { data } = useCall(customerScores, { params: { customerId } })
  if (!data?.scores && !data?.nextOrder) return null
  return (
    <Card title={t('rfm.card.title')} hint={t('rfm.card.hint')} note={data.scores && <Link className="textlink" to={`/rfm?group=${data.scores.group}`}><Tag tone={groupTones[data.scores.group]}>{t(groupNames[data.scores.group])}</Tag></Link>}>
      {data.scores && <Scores scores={data.scores} />}
      {data.nextOrder && <Facts rows={[[t('rfm.card.next'), <span key="next">{data.nextOrder.isOverdue && <><Tag tone="amber">{t('rfm.card.overdue')}</Tag>{' '}</>}<When at={data.nextOrder.expectedAt} style="date" /></span>]]} />}
    </Card>
  )
}

function Scores({ scores }: { scores: NonNullable<CustomerScores['scores']> }) {
  const t = useText()
  const format = useFormat()
  const parts = [[t('rfm.card.recency'), scores.recency], [t('rfm.card.frequency'), scores.frequency], [t('rfm.card.monetary'), scores.monetary]] as const
  return (
    <>
      <p className={css.means}>{t(groupMeans[scores.group])}</p>
      <dl className={css.parts}>
        {parts.map(([name, part]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd><span className="hidden-visually">{t('rfm.card.ofFive', { part })}</span><span className={css.dots} aria-hidden>{[1, 2, 3, 4, 5].map(n => <i key={n} data-on={n <= part || undefined} />)}</span></dd>
          </div>
        ))}
      </dl>
      {scores.valueDecile <= 5 && <p className={css.decile}>{t('rfm.card.decile', { share: format.percent(scores.valueDecile / 10, 0) })}</p>}
    </>
  )
}
