import { Button, Menu } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { createDkimKey, listSenders, listSendingDomains, removeDkimKey, signWithDkimKey, type DkimKey, type SendingDomain } from '../../../contracts/sending-setup.ts'
import { useChange } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Tag, toast, useText, When, type Tone } from '../../ui/index.ts'
import { DnsRecord } from './record.tsx'
import css from '../sending.module.css'
import { problemTexts } from '../words.ts'

const stateNames = { waiting: 'sending.keys.waiting', resting: 'sending.keys.resting', retired: 'sending.keys.retired' } as const
const stateTones: { [S in DkimKey['state']]: Tone } = { waiting: 'amber', resting: 'plain', retired: 'info' }
const fresh = { done: [listSendingDomains, listSenders] }

/** Keys beside the one that signs: the next one, and those that were. */
export function Keys({ domain }: { domain: SendingDomain }) {
  const t = useText()
  if (!domain.keys.length) return null
  return (
    <section aria-label={t('sending.keys.title')} className={css.keys}>
      <p className={css.quiet}>{t('sending.keys.signing', { selector: domain.selector })} <When at={domain.signsSince} style="date" /></p>
      <ul className={css.checks}>{domain.keys.map(key => <Key key={key.id} domain={domain} dkim={key} />)}</ul>
    </section>
  )
}

function Key({ domain, dkim }: { domain: SendingDomain; dkim: DkimKey }) {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const [sign, remove] = [useChange(signWithDkimKey, fresh), useChange(removeDkimKey, fresh)]
  const { id: keyId, selector, state, record, check, removableAt } = dkim
  const input = { params: { domainId: domain.id, keyId } }
  return (
    <li className={css.check}>
      <span className={css.checkHead}><b>{selector}</b><Tag tone={stateTones[state]}>{t(stateNames[state])}</Tag></span>
      {state === 'waiting' && <p className={css.quiet}>{t('sending.keys.waitingText', { selector: domain.selector })}</p>}
      {state === 'waiting' && check && check.problems.length > 0 && <ul className={css.problems}>{check.problems.map(({ code, about }) => <li key={code}>{t(problemTexts[code], { about: about ?? '' })}</li>)}</ul>}
      {state === 'waiting' && <DnsRecord record={record} label={t('sending.domains.addThis')} />}
      {state === 'resting' && <p className={css.quiet}>{t('sending.keys.restingText', { name: record.name })} <When at={removableAt} style="date" /></p>}
      {state === 'resting' && check?.state === 'missing' && <p className={css.note}>{t('sending.keys.goneEarly')}</p>}
      {state === 'retired' && <p className={css.quiet}>{t('sending.keys.retiredText', { name: record.name })}</p>}
      {mayChange && state !== 'resting' && (
        <span className={css.tags}>
          {state === 'waiting' && <Button size="compact-sm" loading={sign.isPending} onClick={() => void sign.mutateAsync(input).then(() => toast.done(t('sending.keys.used', { selector })), () => undefined)}>{t('sending.keys.useNow')}</Button>}
          <Button size="compact-sm" variant="subtle" loading={remove.isPending} onClick={() => void remove.mutateAsync(input).then(() => toast.done(t('sending.removed', { name: selector })), () => undefined)}>{t(state === 'waiting' ? 'sending.keys.drop' : 'sending.keys.forget')}</Button>
        </span>
      )}
    </li>
  )
}

/** Makes the key that signs next. One at a time. */
export function NewKeyItem({ domain }: { domain: SendingDomain }) {
  const t = useText()
  const create = useChange(createDkimKey, fresh)
  const waits = domain.keys.some(key => key.state === 'waiting')
  return <Menu.Item leftSection={<IconKey size={15} />} disabled={waits} onClick={() => void create.mutateAsync({ params: { domainId: domain.id } }).then(() => toast.done(t('sending.keys.made')), () => undefined)}>{t('sending.keys.make')}</Menu.Item>
}
