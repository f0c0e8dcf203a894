import { Button, Progress } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { z } from 'zod'
import { dryRunPeople, getDryRun, startDryRun, type Campaign, type DryRun } from '../../../contracts/campaigns.ts'
import { useCall, useChange, useList } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, SidePanel, useFormat, useSearchState, useText, When } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { People } from '../people.tsx'
import { outcomeKey } from '../words.ts'

const Search = z.object({ who: z.string().max(40).optional() })

/** What would become of everybody, before anything is sent; each number opens its people. */
export function DryRunCard({ campaign, flush }: { campaign: Campaign; /** Keeps what was changed just now, so that it is counted. */ flush: () => Promise<boolean> }) {
  const t = useText()
  const may = useMay()
  const [{ who }, set] = useSearchState(Search)
  const params = { campaignId: campaign.id }
  const { data } = useCall(getDryRun, { params })
  const start = useChange(startDryRun, { done: [getDryRun, dryRunPeople] })
  const isRunning = data?.state === 'running'
  return (
    <Card title={t('campaigns.dry.title')} note={data && !isRunning ? <When at={data.askedAt} /> : undefined}>
      {!data && <p className={css.hint}>{t('campaigns.dry.why')}</p>}
      {data && (isRunning ? <Running run={data} /> : <Funnel run={data} onOpen={may('customers.read') ? outcome => set({ who: outcome }) : undefined} />)}
      {data?.problem && <p className={css.bad}>{data.problem}</p>}
      {may('messages.write') && <Button fullWidth mt="md" leftSection={<IconUsersGroup size={16} />} loading={start.isPending || isRunning} disabled={!campaign.audience.include.length} onClick={() => void flush().then(isKept => isKept && start.mutate({ params }))}>{t(data ? 'campaigns.dry.again' : 'campaigns.dry.start')}</Button>}
      {who && <WhoPanel campaignId={campaign.id} outcome={who} onClose={() => set({ who: undefined })} />}
    </Card>
  )
}

function Running({ run: { considered, expected } }: { run: DryRun }) {
  const t = useText()
  return <div className={css.running}><Progress value={expected ? Math.min(100, (100 * considered) / expected) : 100} animated aria-label={t('campaigns.dry.title')} /><span className="muted">{t('campaigns.dry.running', { count: considered })}</span></div>
}

/** From everybody to those who get it: what is lost on the way, the largest first. */
function Funnel({ run: { considered, counts }, onOpen }: { run: DryRun; onOpen: ((outcome: string) => void) | undefined }) {
  const t = useText()
  const lost = Object.entries(counts).filter(([outcome]) => outcome !== 'send' && outcome !== 'held_out').toSorted(([, a], [, b]) => b - a)
  const row = (outcome: string, count: number, tone?: string) => <FunnelRow key={outcome} name={t(outcomeKey(outcome))} count={count} of={considered} tone={tone} onOpen={onOpen && (() => onOpen(outcome))} />
  return (
    <div className={css.funnel}>
      <FunnelRow name={t('campaigns.dry.inSegments')} count={considered} of={considered} />
      {lost.map(([outcome, count]) => row(outcome, count, 'lost'))}
      {counts['held_out'] !== undefined && row('held_out', counts['held_out'], 'held')}
      {row('send', counts['send'] ?? 0, 'send')}
    </div>
  )
}

function FunnelRow({ name, count, of, tone, onOpen }: { name: string; count: number; of: number; tone?: string | undefined; onOpen?: (() => void) | undefined }) {
  const format = useFormat()
  const inner = (
    <>
      <span>{name}</span><b className="num">{format.number(count)}</b>
      <i style={{ width: `${of ? (100 * count) / of : 0}%` }} />
    </>
  )
  return onOpen && count ? <button type="button" className={css.stage} data-tone={tone} onClick={onOpen}>{inner}</button> : <div className={css.stage} data-tone={tone}>{inner}</div>
}

function WhoPanel({ campaignId, outcome, onClose }: { campaignId: string; outcome: string; onClose: () => void }) {
  const t = useText()
  const list = useList(dryRunPeople, { params: { campaignId }, query: { outcome } })
  return <SidePanel title={t(outcomeKey(outcome))} onClose={onClose}><People list={list} /></SidePanel>
}
