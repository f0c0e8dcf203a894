import { ActionIcon, Button, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { listReturnHooks, removeReturnHook, setReturnHook, type HookProvider, type ReturnHook } from '../../../contracts/returns.ts'
import { useCall, useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, confirmByName, Copyable, Problem, SidePanel, Skeleton, Tag, toast, useText, When } from '../../ui/index.ts'
import css from '../sending.module.css'

const names: Record<HookProvider, string> = { ses: 'Amazon SES', postmark: 'Postmark', sendgrid: 'SendGrid', mailgun: 'Mailgun' }
const keyNames: Record<HookProvider, string> = { ses: 'sending.hooks.key.ses', postmark: 'sending.hooks.key.postmark', sendgrid: 'sending.hooks.key.sendgrid', mailgun: 'sending.hooks.key.mailgun' }
const helps: Record<HookProvider, string> = { ses: 'sending.hooks.help.ses', postmark: 'sending.hooks.help.postmark', sendgrid: 'sending.hooks.help.sendgrid', mailgun: 'sending.hooks.help.mailgun' }
const examples: Record<HookProvider, string> = { ses: 'arn:aws:sns:eu-west-1:123456789012:returns', postmark: 'user:password', sendgrid: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…', mailgun: 'key-…' }
const refusals: Record<NonNullable<ReturnHook['refusedBecause']>, string> = { signature: 'sending.hooks.refused.signature', stale: 'sending.hooks.refused.stale', unchecked: 'sending.hooks.refused.unchecked' }

/** Where providers tell what became of messages: the address for each, whether its key is set, and what came. */
export function Hooks({ open, show }: { open: string | undefined; show: (id: string | undefined) => void }) {
  const t = useText()
  const may = useMay()('messages.settings')
  const { data, error, refetch } = useCall(listReturnHooks, {}, { enabled: may, every: 60_000 })
  if (!may) return null
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="facts" />
  const chosen = data.hooks.find(hook => hook.provider === open)
  return (
    <div className={css.stack}>
      <Card title={t('sending.hooks.title')} hint={t('sending.hooks.hint')}>
        <p className={css.lead}>{t('sending.hooks.text')}</p>
        <ul className={css.rows}>{data.hooks.map(hook => <Hook key={hook.provider} hook={hook} onSet={() => show(hook.provider)} />)}</ul>
      </Card>
      {chosen && <KeyPanel key={open} hook={chosen} onClose={() => show(undefined)} />}
    </div>
  )
}

function Hook({ hook: { provider, url, createdAt, createdBy, lastAt, unreadable, refused, refusedAt, refusedBecause }, onSet }: { hook: ReturnHook; onSet: () => void }) {
  const t = useText()
  const remove = useChange(removeReturnHook, { done: [listReturnHooks] })
  const name = names[provider]
  const setText = createdAt ? 'sending.hooks.replace' : 'sending.hooks.setUp'
  const take = async () => {
    if (await confirmByName({ title: t('sending.hooks.remove', { name }), text: t('sending.hooks.removeText'), name, action: t('sending.hooks.removeAction') })) await remove.mutateAsync({ params: { provider } }).then(() => toast.done(t('sending.removed', { name })), () => undefined)
  }
  return (
    <li>
      <span className={css.who}>
        <span className={css.name}>{name}</span>
        <span className={css.quiet}><Copyable text={url} /></span>
      </span>
      {createdAt && <span className={css.who} style={{ flex: '0 1 auto' }}>
        <span className={css.quiet}>{lastAt ? <>{t('sending.hooks.last')} <When at={lastAt} /></> : t('sending.hooks.nothingYet')}</span>
        <span className={css.quiet}>{t('sending.hooks.setBy', { name: createdBy })} <When at={createdAt} style="date" /></span>
      </span>}
      <span className={css.tags}>
        <Tag tone={!createdAt ? 'plain' : refused && !lastAt ? 'amber' : 'brand'}>{t(createdAt ? 'sending.hooks.set' : 'sending.hooks.notSet')}</Tag>
        <Button size="compact-sm" aria-label={`${t(setText)}: ${name}`} onClick={onSet}>{t(setText)}</Button>
        {createdAt && <ActionIcon variant="subtle" color="gray" aria-label={t('sending.hooks.remove', { name })} onClick={() => void take()}><IconTrash size={16} /></ActionIcon>}
      </span>
      {createdAt && refused > 0 && refusedBecause && <span className={css.note}><IconAlertTriangle size={15} aria-hidden /><span>{t('sending.hooks.refusedCount', { count: refused })} {t(refusals[refusedBecause])} <When at={refusedAt} /></span></span>}
      {unreadable > 0 && <span className={css.note}><IconAlertTriangle size={15} aria-hidden /><span>{t('sending.hooks.unreadable', { count: unreadable })}</span></span>}
    </li>
  )
}

/** The key goes in and never comes out again. */
function KeyPanel({ hook: { provider, url, createdAt }, onClose }: { hook: ReturnHook; onClose: () => void }) {
  const t = useText()
  const [key, setKey] = useState('')
  const save = useChange(setReturnHook, { done: [listReturnHooks], quiet: true })
  const name = names[provider]
  const put = () => save.mutateAsync({ params: { provider }, body: { key: key.trim() } }).then(() => { toast.done(t('sending.hooks.saved', { name })); onClose() }, () => undefined)
  return (
    <SidePanel title={name} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void put() }}>
        <p className={css.lead} style={{ margin: 0 }}>{t(helps[provider])}</p>
        <dl className={css.record} style={{ margin: 0 }}><dt>{t('sending.hooks.address')}</dt><dd><code>{url}</code><Copyable text={url}>{t('sending.record.copy')}</Copyable></dd></dl>
        <Textarea required data-autofocus autosize minRows={2} spellCheck={false} autoComplete="off" label={t(keyNames[provider])} description={t(createdAt ? 'sending.hooks.kept' : 'sending.hooks.sealed')} placeholder={examples[provider]} value={key} error={save.error?.byField()['key']} onChange={event => setKey(event.currentTarget.value)} />
        {save.error && save.error.fields.length === 0 && <Problem error={save.error} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={save.isPending} disabled={key.trim().length < 8}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}
