import { Button, Select } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { channels, consentHistory, purposes, type Channel, type ConsentEntry, type Purpose } from '../../contracts/consent.ts'
import { useList } from '../api.ts'
import { Empty, Facts, Problem, SidePanel, Skeleton, Tag, useFormat, useText, When } from '../ui/index.ts'
import css from './consent.module.css'
import { channelIcons, channelNames, decisionNames, decisionTones, purposeNames, sourceNames } from './words.ts'

type Filter = { channel?: Channel | undefined; purpose?: Purpose | undefined }

/** The ledger of one customer: what they said, when, to which words, and how we know. */
export function ConsentHistory({ customerId, channel, purpose, onFilter, onClose }: Filter & { customerId: string; onFilter: (filter: Filter) => void; onClose: () => void }) {
  const t = useText()
  const list = useList(consentHistory, { params: { customerId }, query: { limit: 30, channel, purpose } })
  return (
    <SidePanel title={t('consent.historyTitle')} onClose={onClose}>
      <div className={css.filters}>
        <Select aria-label={t('consent.channelField')} placeholder={t('consent.allChannels')} clearable data={channels.map(value => ({ value, label: t(channelNames[value]) }))} value={channel ?? null} onChange={value => onFilter({ channel: (value as Channel | null) ?? undefined })} />
        <Select aria-label={t('consent.purposeField')} placeholder={t('consent.allPurposes')} clearable data={purposes.map(value => ({ value, label: t(purposeNames[value]) }))} value={purpose ?? null} onChange={value => onFilter({ purpose: (value as Purpose | null) ?? undefined })} />
      </div>
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      {list.loading && <Skeleton shape="facts" />}
      {!list.loading && !list.problem && !list.rows.length && <Empty icon={IconHistory} title={t('consent.nothingSaid')} text={t('consent.nothingSaidText')} />}
      <ol className={css.entries}>{together(list.rows).map(said => <Said key={said[0]!.id} said={said} />)}</ol>
      {list.more && <Button size="compact-sm" onClick={list.loadMore} loading={list.loadingMore}>{t('consent.more')}</Button>}
    </SidePanel>
  )
}

/** What was said in one breath is one entry to the eye: the same time, answer and proof for several channels and purposes. */
function together(entries: ConsentEntry[]): ConsentEntry[][] {
  const said: ConsentEntry[][] = []
  for (const entry of entries) {
    const last = said.at(-1)
    if (last && breathOf(last[0]!) === breathOf(entry)) last.push(entry)
    else said.push([entry])
  }
  return said
}

const breathOf = ({ decision, source, occurredAt, recordedAt, wordingVersion, proof }: ConsentEntry) => JSON.stringify([decision, source, occurredAt, recordedAt, wordingVersion, proof])

function Said({ said }: { said: ConsentEntry[] }) {
  const t = useText()
  const [entry] = said as [ConsentEntry]
  const via = channels.filter(channel => said.some(one => one.channel === channel))
  return (
    <li className={css.entry} data-decides={said.some(one => one.decides) || undefined}>
      <div className={css.entryHead}>
        <Tag tone={decisionTones[entry.decision]}>{t(decisionNames[entry.decision])}</Tag>
        <span className="push" />
        <span className={css.when}><When at={entry.occurredAt} style="dateTime" /></span>
      </div>
      <ul className={css.cells}>
        {via.map(channel => {
          const Icon = channelIcons[channel]
          const own = said.filter(one => one.channel === channel)
          const isOld = own.every(one => !one.decides)
          return <li key={channel} data-old={isOld || undefined}><Icon size={15} stroke={1.7} /><b>{t(channelNames[channel])}</b> {own.map(one => t(purposeNames[one.purpose])).reverse().join(', ')}{!isOld && <span className={css.decides}>{t('consent.decides')}</span>}</li>
        })}
      </ul>
      {entry.wordingText && <blockquote className={css.quote}>{entry.wordingText}</blockquote>}
      <HowWeKnow entry={entry} />
    </li>
  )
}

function HowWeKnow({ entry }: { entry: ConsentEntry }) {
  const t = useText()
  const format = useFormat()
  const { proof } = entry
  const isLate = Math.abs(Date.parse(entry.recordedAt) - Date.parse(entry.occurredAt)) > 60_000
  return (
    <Facts rows={[
      [t('consent.proof.source'), [t(sourceNames[entry.source]), entry.sourceName].filter(Boolean).join(' · ')],
      proof.reason !== undefined && [t('consent.proof.reason'), proof.reason],
      proof.staff !== undefined && [t('consent.proof.staff'), proof.staff],
      entry.wordingVersion !== null && [t('consent.proof.wording'), [entry.wordingVersion, entry.language].filter(Boolean).join(' · ')],
      proof.form !== undefined && [t('consent.proof.form'), proof.form],
      proof.page !== undefined && [t('consent.proof.page'), <span key="page" className={css.long}>{proof.page}</span>],
      proof.ip !== undefined && [t('consent.proof.ip'), proof.ip],
      proof.userAgent !== undefined && [t('consent.proof.browser'), <span key="browser" className={css.long}>{proof.userAgent}</span>],
      proof.file !== undefined && [t('consent.proof.file'), t('consent.proof.row', { file: proof.file, row: proof.row ?? '' })],
      proof.note !== undefined && [t('consent.proof.note'), proof.note],
      proof.eventName !== undefined && [t('consent.proof.event'), proof.eventName],
      isLate && [t('consent.proof.recorded'), format.dateTime(entry.recordedAt)],
    ]} />
  )
}
