import { customerMessages } from '../../contracts/messages.ts'
import { useCall } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Link, Problem, Skeleton, useText, When } from '../ui/index.ts'
import { CameTo } from './list.tsx'
import css from './messages.module.css'
import { reasonTexts } from './words.ts'

/** The latest messages to a customer: which, what came of each, and why where none was sent. */
export function MessagesCard({ customerId }: { customerId: string }) {
  const t = useText()
  const may = useMay()('messages.read')
  const { data, error, refetch } = useCall(customerMessages, { params: { customerId }, query: { limit: 5 } }, { enabled: may })
  if (!may) return null
  return (
    <Card title={t('messages.card')} hint={t('messages.cardHint')} actions={data && data.items.length > 0 && <>{data.items.some(message => message.repliedAt) && <Link className="textlink" to={`/replies?customerId=${customerId}`}>{t('replies.ofCustomer')}</Link>}<Link className="textlink" to={`/messages?customer=${customerId}`}>{t('messages.all')}</Link></>}>
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="facts" />}
      {data?.items.length === 0 && <p className="muted">{t('messages.cardNone')}</p>}
      {data && data.items.length > 0 && (
        <ul className={css.lines}>
          {data.items.map(message => (
            <li key={message.id}>
              <Link to={`/messages?customer=${customerId}&open=${message.id}`}>
                <b className="clip">{message.mailing}</b><CameTo message={message} />
                <small><When at={message.sentAt ?? message.createdAt} />{message.reason && ` · ${t(reasonTexts[message.reason] ?? 'messages.reason.other', { reason: message.reason })}`}</small>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
