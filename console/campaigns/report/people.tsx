import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { campaignPeople, exportCampaignPeople, letters, outcomes, type Campaign, type CampaignPerson } from '../../../contracts/campaigns.ts'
import { messageStates, sendReasons } from '../../../contracts/messaging.ts'
import { useList } from '../../api.ts'
import { decisionNames, sourceNames } from '../../consent/words.ts'
import { cameTo, reasonTexts } from '../../messages/words.ts'
import { useMay } from '../../session.tsx'
import { Avatar, downloadStream, FilterBar, Link, Problem, SidePanel, Skeleton, Tag, useFormat, useText, When, type Filter } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { outcomeKey } from '../words.ts'
import { boughtNames, didNames, stateNames, titleOf, type Shown } from './numbers.ts'

type Props = { campaign: Campaign; shown: Shown; set: (change: Partial<Shown>) => void; onClose: () => void }

/** The people behind a number: which message, why, and what happened. */
export function PeoplePanel({ campaign, shown: { show: _, ...query }, set, onClose }: Props) {
  const t = useText()
  const may = useMay()
  const params = { campaignId: campaign.id }
  const list = useList(campaignPeople, { params, query })
  const save = () => void downloadStream(exportCampaignPeople, { params, query }, `${campaign.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.csv`)
  return (
    <SidePanel title={titleOf(t, query)} onClose={onClose} actions={may('customers.export') && <Button size="xs" leftSection={<IconDownload size={15} />} disabled={!list.rows.length} onClick={save}>{t('campaigns.people.export')}</Button>}>
      <FilterBar search={{ placeholder: t('campaigns.people.search') }} filters={useFilters(campaign, query)} value={query} onChange={set} />
      {list.problem ? <Problem error={list.problem} retry={list.refresh} /> : list.loading ? <Skeleton shape="list" rows={8} /> : list.rows.length === 0 && <p className="muted">{t('campaigns.people.nobody')}</p>}
      <ul className={css.people}>{list.rows.map(person => <Person key={person.messageId} person={person} campaign={campaign} />)}</ul>
      {list.more && <Button fullWidth mt="sm" loading={list.loadingMore} onClick={list.loadMore}>{t('segments.more')}</Button>}
    </SidePanel>
  )
}

function Person({ person, campaign }: { person: CampaignPerson; campaign: Campaign }) {
  const t = useText()
  const format = useFormat()
  const { customerId, messageId, name, email, country, letter, orders } = person
  const who = name || email || t('messages.nobody')
  const { text, tone } = cameTo(person)
  return (
    <li>
      <Avatar name={who} />
      <span className={css.who}>
        <span className={css.line1}>
          {customerId ? <Link className="clip" to={`/customers/${customerId}`}>{who}</Link> : <b className="clip">{who}</b>}
          <Link className={css.state} to={`/messages?mailing=${campaign.id}&open=${messageId}`} aria-label={t('campaigns.people.message', { name: who, state: t(text) })}><Tag tone={tone}>{t(text)}</Tag></Link>
        </span>
        <span className="muted clip">{[name && email, country && format.country(country), Object.keys(campaign.variants).length > 1 && /[A-D]/.test(letter) && t('campaigns.people.variant', { letter })].filter(Boolean).join(' · ')}</span>
        <span className={css.why}><Why person={person} /></span>
        <Steps person={person} />
        {orders.map(order => <span key={order.id} className={css.why}><Link className="textlink" to={`/orders/${order.id}`}>{t('campaigns.people.order', { number: order.number })}</Link> <span className="num">{format.money(order.netMinor, order.currency)}</span></span>)}
      </span>
    </li>
  )
}

/** Why it was not sent, or what allowed it. */
function Why({ person: { reason, consent } }: { person: CampaignPerson }) {
  const t = useText()
  if (reason) return t(reasonTexts[reason] ?? 'messages.reason.other', { reason })
  if (!consent) return null
  return <>{t(decisionNames[consent.decision])}, {t(sourceNames[consent.source])}, <When at={consent.occurredAt} style="date" /></>
}

const stepNames = { sentAt: 'messages.step.sent', deliveredAt: 'messages.step.delivered', openedAt: 'messages.step.opened', clickedAt: 'messages.step.clicked', repliedAt: 'messages.step.replied', unsubscribedAt: 'messages.step.unsubscribed', bouncedAt: 'messages.step.bounced', complainedAt: 'messages.step.complained' } as const

/** What happened and when, as it came. */
function Steps({ person }: { person: CampaignPerson }) {
  const t = useText()
  const steps = (Object.keys(stepNames) as (keyof typeof stepNames)[]).flatMap(step => (person[step] ? [{ step, at: person[step] }] : [])).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  if (!steps.length) return person.state === 'queued' ? <span className={css.steps}><span>{t('campaigns.people.due')} <When at={person.sendAt} style="dateTime" /></span></span> : null
  return <span className={css.steps}>{steps.map(({ step, at }) => <span key={step}>{t(stepNames[step])} <When at={at} style="dateTime" /></span>)}</span>
}

function useFilters({ variants }: Campaign, { link, bought, byMachine }: Shown): Filter[] {
  const t = useText()
  const options = <V extends string>(values: readonly V[], name: (value: V) => string) => values.map(value => ({ value, label: name(value) }))
  const used = letters.filter(letter => letter in variants)
  return [
    { key: 'did', label: t('campaigns.people.happened'), kind: 'choice', options: options(outcomes, did => t(didNames[did])) },
    { key: 'state', label: t('campaigns.column.state'), kind: 'many', options: options(messageStates, state => t(stateNames[state])) },
    { key: 'reason', label: t('campaigns.people.why'), kind: 'choice', options: options(sendReasons.filter(reason => reason !== 'granted' && reason !== 'assumed'), reason => t(outcomeKey(reason))) },
    ...(used.length > 1 ? [{ key: 'letter', label: t('campaigns.variants.variant'), kind: 'choice' as const, options: options(used, letter => letter) }] : []),
    ...(link ? [{ key: 'link', label: t(byMachine ? 'campaigns.people.followedByProgram' : 'campaigns.report.followed'), kind: 'choice' as const, options: [{ value: link, label: link.replace(/^https?:\/\//, '').slice(0, 60) }] }] : []),
    ...(bought ? [{ key: 'bought', label: t('campaigns.report.bought'), kind: 'choice' as const, options: options(['treated', 'held_out'] as const, one => t(boughtNames[one])) }] : []),
  ]
}
