import { getMessage, type MessageDetail } from '../../contracts/messages.ts'
import { useCall } from '../api.ts'
import { decisionNames, sourceNames } from '../consent/words.ts'
import { useMay } from '../session.tsx'
import css from '../sending/sending.module.css'
import { Facts, Link, Problem, SidePanel, Skeleton, useText, When } from '../ui/index.ts'
import { CameTo, Decide } from './list.tsx'
import own from './messages.module.css'
import { reasonTexts, stepNames, streamNames } from './words.ts'

/** One message: to whom, why it was sent or not, and what happened to it. */
export function MessagePanel({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const { data, error, refetch } = useCall(getMessage, { params: { messageId } })
  return (
    <SidePanel title={data?.mailing ?? ''} onClose={onClose}>
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="facts" />}
      {data && <Content message={data} />}
    </SidePanel>
  )
}

function Content({ message }: { message: MessageDetail }) {
  const t = useText()
  const may = useMay()
  const { customerId, customerName, address, reason, consent, templateId, template } = message
  const who = customerName || address || t('messages.nobody')
  return (
    <div className={css.form}>
      {message.state === 'unknown' && may('messages.send') && <div className={css.banner}><p>{t('messages.undecidedOne')}</p><Decide messageIds={[message.id]} /></div>}
      <Facts rows={[
        [t('messages.column.who'), customerId && may('customers.read') ? <Link key="who" className="textlink" to={`/customers/${customerId}`}>{who}</Link> : who],
        address !== null && [t('messages.fact.address'), address],
        [t('messages.column.state'), <CameTo key="state" message={message} />],
        reason !== null && [t('messages.column.why'), t(reasonTexts[reason] ?? 'messages.reason.other', { reason })],
        consent !== null && [t('messages.fact.consent'), customerId && may('consents.read') ? <Link key="consent" className="textlink" to={`/customers/${customerId}?consent=history&channel=${message.channel}&purpose=${message.stream === 'campaign' ? 'marketing' : 'service'}`}>{t(decisionNames[consent.decision])}, {t(sourceNames[consent.source])}, <When at={consent.occurredAt} style="date" /></Link> : t(decisionNames[consent.decision])],
        template !== null && [t('messages.fact.template'), <Link key="template" className="textlink" to={`/templates/${templateId}`}>{template}</Link>],
        [t('messages.column.stream'), t(streamNames[message.stream])],
        message.stream === 'campaign' && message.letter !== 'A' && [t('messages.fact.variant'), message.letter],
        message.provider !== null && [t('messages.fact.provider'), message.provider],
        message.attempts > 1 && [t('messages.fact.attempts'), message.attempts],
        message.reply !== null && [t('messages.fact.reply'), <code key="reply" className={own.reply}>{message.reply}</code>],
        message.decidedBy !== null && [t('messages.fact.decidedBy'), message.decidedBy],
      ]} />
      {(message.repliedAt || message.bouncedAt || message.complainedAt) && <Link className="textlink" to={`/replies?messageId=${message.id}`}>{t('replies.ofMessage')}</Link>}
      <ol className={own.history}>{message.history.map(({ step, at }) => <li key={step}><span>{t(stepNames[step])}</span><When at={at} style="dateTime" /></li>)}</ol>
    </div>
  )
}
