import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconBan, IconCheck, IconClock, IconDots, IconHistory, IconLink, IconMailQuestion, IconMinus, IconPencil, IconX } from '@tabler/icons-react'
import { z } from 'zod'
import { askConfirmation, channels, consentHistory, customerConsents, liftSuppression, purposes, suppressCustomer, type Channel, type ConsentCell, type Suppression } from '../../contracts/consent.ts'
import { contactPreferences } from '../../contracts/preferences.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, copyable, Problem, Skeleton, toast, undoable, useFormat, useSearchState, useText, When } from '../ui/index.ts'
import { ChangeConsent } from './change.tsx'
import css from './consent.module.css'
import { ConsentHistory } from './history.tsx'
import { Paces } from './pace.tsx'
import { channelIcons, channelNames, purposeNames, purposeTexts, reasonTexts, suppressionNames } from './words.ts'

const Search = z.object({ consent: z.enum(['history', 'change']).optional(), channel: z.enum(channels).optional(), purpose: z.enum(purposes).optional() })
const fresh = { done: [customerConsents, consentHistory] }

/** May we write? Every channel and purpose at a glance; a click shows why and how we know. */
export function ConsentCard({ customerId, name, hasEmail }: { customerId: string; name: string; hasEmail: boolean }) {
  const t = useText()
  const may = useMay()
  const [{ consent, channel, purpose }, set] = useSearchState(Search)
  const { data, error, refetch } = useCall(customerConsents, { params: { customerId } }, { enabled: may('consents.read') })
  if (!may('consents.read')) return null
  const close = () => set({ consent: undefined, channel: undefined, purpose: undefined })
  return (
    <>
      <Card title={t('consent.mayWeWrite')} hint={t('consent.mayWeWriteHint')} actions={may('consents.write') && data && <More customerId={customerId} hasEmail={hasEmail} suppressions={data.suppressions} onChange={() => set({ consent: 'change' })} />}>
        {error && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton shape="facts" />}
        {data?.restriction && <p className={css.restricted}><IconBan size={16} aria-hidden /><span>{t('consent.restricted', { by: data.restriction.by })} <When at={data.restriction.since} style="date" /></span></p>}
        {data && <Matrix cells={data.cells} onPick={cell => set({ consent: 'history', channel: cell.channel, purpose: cell.purpose })} />}
        {data?.suppressions.map(one => <Stopped key={one.id} suppression={one} />)}
        {data && <Paces customerId={customerId} />}
        {data?.confirmation && <p className={css.note}><IconClock size={14} aria-hidden />{t('consent.asked')} <When at={data.confirmation.askedAt} /></p>}
        {data && <Button className={css.foot} variant="subtle" size="compact-sm" leftSection={<IconHistory size={15} />} onClick={() => set({ consent: 'history' })}>{t('consent.history', { count: data.entries })}</Button>}
      </Card>
      {consent === 'history' && <ConsentHistory customerId={customerId} channel={channel} purpose={purpose} onFilter={filter => set(filter)} onClose={close} />}
      {consent === 'change' && may('consents.write') && <ChangeConsent customerId={customerId} name={name} onClose={close} />}
    </>
  )
}

function Matrix({ cells, onPick }: { cells: ConsentCell[]; onPick: (cell: ConsentCell) => void }) {
  const t = useText()
  return (
    <table className={css.matrix}>
      <thead>
        <tr>
          <td />
          {channels.map(channel => <th key={channel} scope="col"><ChannelIcon channel={channel} /></th>)}
        </tr>
      </thead>
      <tbody>
        {purposes.map(purpose => (
          <tr key={purpose}>
            <th scope="row"><Tooltip label={t(purposeTexts[purpose])} multiline><span>{t(purposeNames[purpose])}</span></Tooltip></th>
            {channels.map(channel => {
              const cell = cells.find(one => one.channel === channel && one.purpose === purpose)!
              return <td key={channel}><Cell cell={cell} onPick={() => onPick(cell)} /></td>
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ChannelIcon({ channel }: { channel: Channel }) {
  const t = useText()
  const Icon = channelIcons[channel]
  return <Tooltip label={t(channelNames[channel])}><span className={css.channel}><Icon size={17} stroke={1.7} /><span className="hidden-visually">{t(channelNames[channel])}</span></span></Tooltip>
}

/** Yes, no, asked or nothing known: told by the sign, not by the colour alone. */
function Cell({ cell, onPick }: { cell: ConsentCell; onPick: () => void }) {
  const t = useText()
  const format = useFormat()
  const look = cell.may ? 'yes' : cell.reason === 'pending' ? 'asked' : cell.reason === 'no_consent' ? 'none' : 'no'
  const Sign = { yes: IconCheck, no: IconX, asked: IconClock, none: IconMinus }[look]
  const why = `${t(reasonTexts[cell.reason])}${cell.at ? `, ${format.date(cell.at)}` : ''}`
  return (
    <Tooltip label={why} multiline>
      <button type="button" className={`plain ${css.cell}`} data-look={look} data-assumed={cell.reason === 'assumed' || undefined} onClick={onPick} aria-label={`${t(channelNames[cell.channel])}, ${t(purposeNames[cell.purpose])}: ${why}`}><Sign size={15} stroke={2.4} aria-hidden /></button>
    </Tooltip>
  )
}

function Stopped({ suppression: { id, channel, reason, since } }: { suppression: Suppression }) {
  const t = useText()
  const may = useMay()
  const lift = useChange(liftSuppression, fresh)
  return (
    <p className={css.note}>
      <IconBan size={14} aria-hidden />
      <span className="push">{t(channelNames[channel])}: {t(suppressionNames[reason])} <When at={since} style="date" /></span>
      {may('consents.write') && <button type="button" className="plain textlink" onClick={() => void lift.mutateAsync({ params: { suppressionId: id } }).then(() => toast.done(t('consent.lifted')), () => undefined)}>{t('consent.lift')}</button>}
    </p>
  )
}

function More({ customerId, hasEmail, suppressions, onChange }: { customerId: string; hasEmail: boolean; suppressions: Suppression[]; onChange: () => void }) {
  const t = useText()
  const link = useCall(contactPreferences, { params: { customerId } }).data?.link
  const ask = useChange(askConfirmation, fresh)
  const stop = useChange(suppressCustomer, fresh)
  const lift = useChange(liftSuppression, fresh)
  const params = { customerId }
  const stopMail = () => void stop.mutateAsync({ params, body: { channel: 'email' } }).then(() => toast.done(t('consent.stopped')), () => undefined)
  const stopped = suppressions.find(one => one.channel === 'email')
  return (
    <>
      <ActionIcon variant="subtle" color="gray" onClick={onChange} aria-label={t('consent.change')}><IconPencil size={17} /></ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t('consent.more')}><IconDots size={17} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={onChange}>{t('consent.change')}</Menu.Item>
          {hasEmail && <Menu.Item leftSection={<IconMailQuestion size={15} />} onClick={() => void ask.mutateAsync({ params, body: {} }).then(() => toast.done(t('consent.askSent')), () => undefined)}>{t('consent.ask')}</Menu.Item>}
          {link && <Menu.Item leftSection={<IconLink size={15} />} onClick={() => void copyable(link).then(() => toast.done(t('preferences.team.copied')))}>{t('preferences.team.link')}</Menu.Item>}
          {stopped ? <Menu.Item leftSection={<IconCheck size={15} />} onClick={() => void lift.mutateAsync({ params: { suppressionId: stopped.id } }).then(() => undoable(t('consent.lifted'), stopMail), () => undefined)}>{t('consent.liftMail')}</Menu.Item>
            : <Menu.Item leftSection={<IconBan size={15} />} onClick={stopMail}>{t('consent.stopMail')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
