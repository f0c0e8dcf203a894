import { Button, Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { createProvider, editProvider, listProviders, tryProvider, warmUpPlans, type Connection, type Provider, type Tried } from '../../contracts/sending-setup.ts'
import { useChange } from '../api.ts'
import { Problem, SidePanel, toast, useFormat, useText } from '../ui/index.ts'
import css from './sending.module.css'
import { stepNames, streamNames } from './words.ts'

type Draft = { name: string; host: string; port: number; security: Connection['security']; user: string; password: string; streams: Provider['streams']; rank: number; perSecond: number | null; connections: number; warmUp: number[] | null }

const draftOf = (provider: Provider | undefined): Draft => ({ name: '', host: '', port: 587, security: 'starttls', streams: ['campaign', 'transactional'], rank: 1, perSecond: null, connections: 10, warmUp: null, ...provider, user: provider?.user ?? '', password: '' })

const usualPorts: Record<Connection['security'], number> = { tls: 465, starttls: 587, none: 25 }
const planOf = (warmUp: number[] | null) => (warmUp === null ? 'none' : JSON.stringify(warmUp) === JSON.stringify(warmUpPlans.usual) ? 'usual' : JSON.stringify(warmUp) === JSON.stringify(warmUpPlans.careful) ? 'careful' : 'own')

/** How a server is reached and what goes through it; "Try it" signs in and sends nothing. */
export function ServerPanel({ provider, onClose }: { provider: Provider | undefined; onClose: () => void }) {
  const t = useText()
  const [draft, setDraft] = useState(() => draftOf(provider))
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const fresh = { done: [listProviders], quiet: true }
  const [create, edit] = [useChange(createProvider, fresh), useChange(editProvider, fresh)]
  const attempt = useChange(tryProvider, { quiet: true })
  const problem = create.error ?? edit.error ?? attempt.error
  const errors = problem?.byField() ?? {}
  const { host, port, security, user, password, ...settings } = draft
  const connection: Connection = { host: host.trim(), port, security, user: user.trim() || null, ...(password ? { password } : {}) }
  const body = { ...settings, ...connection, name: settings.name.trim() }
  const save = () => (provider ? edit.mutateAsync({ params: { providerId: provider.id }, body }) : create.mutateAsync({ body })).then(() => { toast.done(t('sending.servers.saved')); onClose() }, () => undefined)
  return (
    <SidePanel title={provider ? provider.name : t('sending.servers.add')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required data-autofocus label={t('sending.field.name')} placeholder={t('sending.field.namePlaceholder')} maxLength={80} value={draft.name} error={errors['name']} onChange={event => set({ name: event.currentTarget.value })} />
        <TextInput required label={t('sending.field.host')} placeholder={'smtp.example.com'} value={host} error={errors['host'] ?? errors['connection.host']} onChange={event => set({ host: event.currentTarget.value })} />
        <div className={css.pair}>
          <Select label={t('sending.field.security')} allowDeselect={false} value={security} data={[{ value: 'starttls', label: t('sending.security.starttls') }, { value: 'tls', label: t('sending.security.tls') }, { value: 'none', label: t('sending.security.none') }]} onChange={value => set({ security: value as Connection['security'], port: usualPorts[value as Connection['security']] })} />
          <NumberInput label={t('sending.field.port')} min={1} max={65535} allowDecimal={false} value={port} onChange={value => set({ port: Number(value) || 25 })} />
        </div>
        <TextInput label={t('sending.field.user')} autoComplete="off" value={user} onChange={event => set({ user: event.currentTarget.value })} />
        {user.trim() !== '' && <PasswordInput label={t('sending.field.password')} description={t(provider?.hasPassword ? 'sending.field.passwordKept' : 'sending.field.passwordHelp')} autoComplete="new-password" value={password} error={errors['password'] ?? errors['connection.password']} onChange={event => set({ password: event.currentTarget.value })} />}
        <div><Button loading={attempt.isPending} disabled={!host.trim()} onClick={() => void attempt.mutateAsync({ body: { connection, ...(provider ? { providerId: provider.id } : {}) } }).catch(() => undefined)}>{t('sending.try.button')}</Button></div>
        {attempt.data && <Steps tried={attempt.data} />}
        <Traffic draft={draft} set={set} />
        {problem && problem.fields.length === 0 && <Problem error={problem} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={create.isPending || edit.isPending} disabled={!draft.name.trim() || !host.trim() || !draft.streams.length}>{t('ui.save')}</Button></div>
      </form>
    </SidePanel>
  )
}

/** What goes through it, in which place, and how fast. */
function Traffic({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const t = useText()
  const format = useFormat()
  const plan = planOf(draft.warmUp)
  const choose = (value: string | null) => set({ warmUp: value === 'usual' ? [...warmUpPlans.usual] : value === 'careful' ? [...warmUpPlans.careful] : value === 'own' ? draft.warmUp : null })
  return (
    <>
      <Checkbox.Group label={t('sending.field.streams')} value={draft.streams} onChange={value => set({ streams: value as Draft['streams'] })}><div className="row" style={{ marginTop: 6, flexWrap: 'wrap' }}><Checkbox value="campaign" label={t(streamNames.campaign)} /><Checkbox value="transactional" label={t(streamNames.transactional)} /></div></Checkbox.Group>
      <div className={css.pair}>
        <NumberInput label={t('sending.field.rank')} description={t('sending.field.rankHelp')} min={1} max={100} allowDecimal={false} value={draft.rank} onChange={value => set({ rank: Number(value) || 1 })} />
        <NumberInput label={t('sending.field.connections')} min={1} max={100} allowDecimal={false} value={draft.connections} onChange={value => set({ connections: Number(value) || 10 })} />
      </div>
      <NumberInput label={t('sending.field.perSecond')} description={t('sending.field.perSecondHelp')} min={0.01} max={100_000} value={draft.perSecond ?? ''} onChange={value => set({ perSecond: value === '' ? null : Number(value) })} />
      <Select label={t('sending.field.warmUp')} description={draft.warmUp ? t('sending.warmUp.steps', { first: format.number(draft.warmUp[0]!), days: draft.warmUp.length, last: format.number(draft.warmUp.at(-1)!) }) : t('sending.warmUp.help')} allowDeselect={false} value={plan} onChange={choose}
        data={[{ value: 'none', label: t('sending.warmUp.none') }, { value: 'usual', label: t('sending.warmUp.usual') }, { value: 'careful', label: t('sending.warmUp.careful') }, ...(plan === 'own' ? [{ value: 'own', label: t('sending.warmUp.own') }] : [])]} />
    </>
  )
}

/** How far it came, in the words of the server. */
function Steps({ tried }: { tried: Tried }) {
  const t = useText()
  const icons = { good: IconCheck, failed: IconX, skipped: IconMinus }
  return (
    <ul className={css.steps} aria-live="polite">
      {tried.steps.map(({ step, state, said }) => {
        const Icon = icons[state]
        return <li key={step} data-state={state}><Icon size={17} stroke={2.2} aria-label={t(state === 'good' ? 'sending.try.good' : state === 'failed' ? 'sending.try.failed' : 'sending.try.skipped')} /><span>{t(stepNames[step])}</span>{said && <code>{said}</code>}</li>
      })}
    </ul>
  )
}
