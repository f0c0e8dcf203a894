import { Button, Menu, TextInput } from '@mantine/core'
import { IconCopy, IconDots, IconSend, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { copyCampaign, getCampaign, launchCampaign, listCampaigns, removeCampaign, type Campaign } from '../../../contracts/campaigns.ts'
import { useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, confirmByName, Page, Tag, toast, useGo, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import { useKept, type Change } from '../keeping/kept.ts'
import { OvertakenNotice } from '../keeping/overtaken.tsx'
import { problemsIn } from '../words.ts'
import { AudienceCard } from './audience.tsx'
import { DryRunCard } from './dry-run.tsx'
import { MeasureCard } from './measure.tsx'
import { MessageCard } from './message.tsx'
import { WhenCard } from './when.tsx'

export type Part = { campaign: Campaign; change: Change; problems: Record<string, string>; mayWrite: boolean }

const keepingNames = { kept: 'campaigns.kept.kept', waiting: 'campaigns.kept.waiting', offline: 'campaigns.kept.offline', overtaken: 'campaigns.kept.overtaken' } as const

/** A campaign that is being made: what is chosen is kept at once. */
export function DraftPage({ campaign: saved }: { campaign: Campaign }) {
  const t = useText()
  const may = useMay()
  const { campaign, change, flush, keeping, overtaken, revision } = useKept(saved)
  const [problems, setProblems] = useState<Record<string, string>>({})
  const launch = useChange(launchCampaign, { done: [getCampaign, listCampaigns], quiet: true })
  const send = async () => {
    if (!campaign.name.trim()) return setProblems(problemsIn(t, { name: '' }))
    if (!(await flush())) return
    if (campaign.schedule.kind === 'now' && isFilled(campaign) && !(await confirmByName({ title: t('campaigns.sendTitle'), text: t('campaigns.sendText'), name: campaign.name, action: t('campaigns.sendNow') }))) return
    launch.mutate({ params: { campaignId: saved.id }, query: { revision: revision() } }, { onError: problem => (problem.fields.length ? setProblems(problemsIn(t, problem.byField())) : toast.problem(problem)) })
  }
  const part: Part = { campaign, change: next => { setProblems({}); change(next) }, problems, mayWrite: may('messages.write') }
  const all = [...new Set(Object.values(problems))]
  return (
    <Page back={{ to: '/campaigns', label: t('campaigns.title') }} tab={campaign.name} title={<span className={css.titled}>{campaign.name || saved.name}<Tag>{t('campaigns.state.draft')}</Tag></span>}
      subtitle={part.mayWrite && <span aria-live="polite">{t(keepingNames[keeping])}</span>}
      actions={<><More campaign={campaign} />{may('messages.send') && <Button variant="filled" leftSection={<IconSend size={16} />} loading={launch.isPending} onClick={() => void send()}>{t(campaign.schedule.kind === 'now' ? 'campaigns.sendNow' : 'campaigns.schedule')}</Button>}</>}>
      {overtaken && <OvertakenNotice overtaken={overtaken} />}
      {all.length > 0 && <div className={css.problems} role="alert"><b>{t('campaigns.notReady')}</b><ul>{all.map(text => <li key={text}>{text}</li>)}</ul></div>}
      <div className={css.draft}>
        <div className={css.column}>
          <Card title={t('campaigns.name')}><TextInput aria-label={t('campaigns.name')} value={campaign.name} disabled={!part.mayWrite} maxLength={120} error={problems['name'] ?? (campaign.name.trim() ? undefined : t('campaigns.nameMissing'))} onChange={event => part.change({ name: event.currentTarget.value })} /></Card>
          <AudienceCard {...part} />
          <MessageCard {...part} />
          <WhenCard {...part} />
          <MeasureCard {...part} />
        </div>
        <div className={css.column}><DryRunCard campaign={campaign} flush={flush} /></div>
      </div>
    </Page>
  )
}

/** Far enough that it may be sent; what is missing is said without asking first. */
const isFilled = ({ audience, variants }: Campaign) => audience.include.length > 0 && Object.keys(variants).length > 0

function More({ campaign: { id } }: { campaign: Campaign }) {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const copy = useChange(copyCampaign, { done: [listCampaigns] })
  const remove = useChange(removeCampaign, { done: [listCampaigns] })
  const params = { campaignId: id }
  if (!may('messages.write')) return null
  return (
    <Menu>
      <Menu.Target><Button aria-label={t('campaigns.more')} px={9}><IconDots size={16} /></Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => copy.mutate({ params }, { onSuccess: made => go(`/campaigns/${made.id}`) })}>{t('campaigns.copy')}</Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => remove.mutate({ params }, { onSuccess: () => { toast.done(t('campaigns.removed')); go('/campaigns') } })}>{t('campaigns.remove')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
