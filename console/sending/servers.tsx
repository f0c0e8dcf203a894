import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconAlertTriangle, IconDots, IconPlayerPause, IconPlayerPlay, IconServer2, IconTrash } from '@tabler/icons-react'
import { listProviders, pauseProvider, removeProvider, resumeProvider, type Provider } from '../../contracts/sending-setup.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, confirmByName, Empty, Problem, Skeleton, Tag, toast, useFormat, useText, When } from '../ui/index.ts'
import css from './sending.module.css'
import { ServerPanel } from './server.tsx'
import { streamNames } from './words.ts'

/** SMTP servers in the order in which they are used. */
export function Servers({ open, show }: { open: string | undefined; show: (id: string | undefined) => void }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const { data, error, refetch } = useCall(listProviders, {})
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="facts" />
  const chosen = data.items.find(item => item.id === open)
  return (
    <div className={css.stack}>
      <Card title={t('sending.servers.title')} hint={t('sending.servers.hint')}>
        {data.items.length > 0 && <ol className={css.rows}>{data.items.map((provider, i) => <Server key={provider.id} provider={provider} place={i + 1} onEdit={() => show(provider.id)} />)}</ol>}
        {data.items.length === 0 && (
          <Empty icon={IconServer2} title={data.fallback && !data.fallback.isMailbox ? t('sending.servers.fallback', { host: data.fallback.host }) : t('sending.servers.mailbox')} text={!data.fallback || data.fallback.isMailbox ? t('sending.servers.mailboxText') : t('sending.servers.fallbackText')}>
            {mayChange && <Button variant="filled" onClick={() => show('new')}>{t('sending.servers.add')}</Button>}
          </Empty>
        )}
      </Card>
      {mayChange && (open === 'new' || chosen) && <ServerPanel key={open} provider={chosen} onClose={() => show(undefined)} />}
    </div>
  )
}

function Server({ provider, place, onEdit }: { provider: Provider; place: number; onEdit: () => void }) {
  const t = useText()
  const format = useFormat()
  const mayChange = useMay()('messages.settings')
  const { id, name, host, port, streams, sentToday, allowedToday, perSecond, problem, failingUntil, pausedAt } = provider
  return (
    <li>
      <span className={css.rank} aria-hidden>{place}</span>
      <span className={css.who}>
        {mayChange ? <button type="button" className={`plain textlink ${css.name}`} style={{ textAlign: 'left' }} onClick={onEdit}>{name}</button> : <span className={css.name}>{name}</span>}
        <span className={css.quiet}>{host}:{port}{perSecond !== null && ` · ${t('sending.servers.atMost', { count: format.number(perSecond) })}`}</span>
      </span>
      {allowedToday !== null && <span className={css.who} style={{ flex: 'none' }}><span className={css.quiet}>{t('sending.servers.warming', { sent: format.number(sentToday), allowed: format.number(allowedToday) })}</span><span className={css.bar}><span style={{ width: `${Math.min(100, (sentToday / allowedToday) * 100)}%` }} /></span></span>}
      <span className={css.tags}>
        {streams.map(stream => <Tag key={stream}>{t(streamNames[stream])}</Tag>)}
        {pausedAt ? <Tag tone="amber">{t('sending.servers.paused')}</Tag> : failingUntil ? <Tag tone="bad">{t('sending.servers.failing')}</Tag> : <Tag tone="brand">{t('sending.servers.ready')}</Tag>}
      </span>
      {mayChange && <More id={id} name={name} isPaused={pausedAt !== null} />}
      {failingUntil && !pausedAt && <span className={css.note}><IconAlertTriangle size={15} aria-hidden /><span>{problem} · {t('sending.servers.again')} <When at={failingUntil} style="time" /></span></span>}
    </li>
  )
}

function More({ id, name, isPaused }: { id: string; name: string; isPaused: boolean }) {
  const t = useText()
  const done = { done: [listProviders] }
  const [pause, resume, remove] = [useChange(pauseProvider, done), useChange(resumeProvider, done), useChange(removeProvider, done)]
  const params = { providerId: id }
  const take = async () => {
    if (await confirmByName({ title: t('sending.servers.remove'), text: t('sending.servers.removeText'), name, action: t('sending.servers.remove') })) await remove.mutateAsync({ params }).then(() => toast.done(t('sending.removed', { name })), () => undefined)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t('sending.more', { name })}><IconDots size={17} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {isPaused ? <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={() => void resume.mutateAsync({ params }).catch(() => undefined)}>{t('sending.servers.resume')}</Menu.Item> : <Menu.Item leftSection={<IconPlayerPause size={15} />} onClick={() => void pause.mutateAsync({ params }).catch(() => undefined)}>{t('sending.servers.pause')}</Menu.Item>}
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => void take()}>{t('sending.servers.remove')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
