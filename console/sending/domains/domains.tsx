import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconDots, IconRefresh, IconTrash, IconWorldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { checkSendingDomain, createSendingDomain, listSenders, listSendingDomains, removeSendingDomain, type DnsCheck, type SendingDomain } from '../../../contracts/sending-setup.ts'
import { useCall, useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Card, confirmByName, Empty, Problem, SidePanel, Skeleton, Tag, toast, useText, When } from '../../ui/index.ts'
import { Keys, NewKeyItem } from './keys.tsx'
import { DnsRecord } from './record.tsx'
import css from '../sending.module.css'
import { checkNames, checkTexts, problemTexts, stateNames, stateTones } from '../words.ts'

/** Domains in whose name is sent, what their DNS says, and what to add, to the letter. */
export function Domains({ onNew }: { onNew: () => void }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const { data, error, refetch } = useCall(listSendingDomains, {})
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="facts" />
  return (
    <div className={css.stack}>
      {data.items.map(domain => <One key={domain.id} domain={domain} />)}
      {data.items.length === 0 && <Card><Empty icon={IconWorldCheck} title={t('sending.domains.none')} text={t('sending.domains.noneText')}>{mayChange && <Button variant="filled" onClick={onNew}>{t('sending.domains.add')}</Button>}</Empty></Card>}
    </div>
  )
}

function One({ domain }: { domain: SendingDomain }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const check = useChange(checkSendingDomain, { done: [listSendingDomains, listSenders] })
  const look = <Button size="compact-sm" leftSection={<IconRefresh size={15} />} loading={check.isPending} onClick={() => void check.mutateAsync({ params: { domainId: domain.id } }).catch(() => undefined)}>{t('sending.domains.look')}</Button>
  return (
    <Card title={domain.domain} note={domain.checkedAt ? <>{t('sending.domains.looked')} <When at={domain.checkedAt} /></> : t('sending.domains.notLooked')} actions={mayChange && <>{look}<More domain={domain} /></>}>
      <ul className={css.checks}>{domain.checks.map(one => <Check key={one.kind} check={one} />)}</ul>
      <Keys domain={domain} />
      {!domain.checkedAt && <p className={css.quiet} style={{ marginTop: 12 }}>{t('sending.domains.lookFirst')}</p>}
    </Card>
  )
}

function Check({ check: { kind, state, problems, add, found } }: { check: DnsCheck }) {
  const t = useText()
  return (
    <li className={css.check}>
      <span className={css.checkHead}><b>{t(checkNames[kind])}</b><Tag tone={stateTones[state]}>{t(stateNames[state])}</Tag><span className={css.quiet}>{t(checkTexts[kind])}</span></span>
      {problems.length > 0 && <ul className={css.problems}>{problems.map(({ code, about }) => <li key={`${code} ${about}`}>{t(problemTexts[code], { about: about ?? '' })}</li>)}</ul>}
      {add && <DnsRecord record={add} label={t(found.length ? 'sending.domains.change' : 'sending.domains.addThis')} />}
      {found.length > 0 && (add || state !== 'good') && <div className={css.found}>{t('sending.domains.found')}{found.map(record => <code key={record}>{record}</code>)}</div>}
    </li>
  )
}

function More({ domain: whole }: { domain: SendingDomain }) {
  const t = useText()
  const { id, domain } = whole
  const remove = useChange(removeSendingDomain, { done: [listSendingDomains, listSenders] })
  const take = async () => {
    if (await confirmByName({ title: t('sending.domains.remove'), text: t('sending.domains.removeText'), name: domain, action: t('sending.domains.remove') })) await remove.mutateAsync({ params: { domainId: id } }).then(() => toast.done(t('sending.removed', { name: domain })), () => undefined)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t('sending.more', { name: domain })}><IconDots size={17} /></ActionIcon></Menu.Target>
      <Menu.Dropdown><NewKeyItem domain={whole} /><Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => void take()}>{t('sending.domains.remove')}</Menu.Item></Menu.Dropdown>
    </Menu>
  )
}

export function NewDomain({ onClose }: { onClose: () => void }) {
  const t = useText()
  const [domain, setDomain] = useState('')
  const [bounceDomain, setBounceDomain] = useState('')
  const create = useChange(createSendingDomain, { done: [listSendingDomains, listSenders], quiet: true })
  const errors = create.error?.byField() ?? {}
  const save = () => create.mutateAsync({ body: { domain: domain.trim(), bounceDomain: bounceDomain.trim() || null } }).then(() => { toast.done(t('sending.domains.made')); onClose() }, () => undefined)
  return (
    <SidePanel title={t('sending.domains.add')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput required data-autofocus label={t('sending.domains.domain')} description={t('sending.domains.domainHelp')} placeholder={'shop.example'} value={domain} error={errors['domain']} onChange={event => setDomain(event.currentTarget.value)} />
        <TextInput label={t('sending.domains.bounce')} description={t('sending.domains.bounceHelp')} placeholder={`bounce.${domain.trim() || 'shop.example'}`} value={bounceDomain} error={errors['bounceDomain']} onChange={event => setBounceDomain(event.currentTarget.value)} />
        {create.error && create.error.fields.length === 0 && <Problem error={create.error} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={create.isPending} disabled={!domain.trim()}>{t('sending.domains.makeKey')}</Button></div>
      </form>
    </SidePanel>
  )
}
