import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { listKeys, makeKey } from '../../contracts/keys.ts'
import type { Permission } from '../../contracts/permissions.ts'
import { useChange } from '../api.ts'
import { useMe } from '../session.tsx'
import { refusalText } from '../signin/problems.ts'
import { copyable } from '../ui/copyable.tsx'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'
import css from './team.module.css'

const lives: Record<string, string> = { '': 'team.keys.neverExpires', '30': 'team.keys.days30', '90': 'team.keys.days90', '365': 'team.keys.year' }

/** Makes a key with some of one's own permissions, and shows it this once. */
export function MakeKeyDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const me = useMe()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [days, setDays] = useState('90')
  const change = useChange(makeKey, { quiet: true, done: [listKeys] })
  const make = (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = days ? { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() } : {}
    change.mutate({ body: { name, scopes: scopes as Permission[], ...expiresAt } })
  }
  const areas = Object.entries(Object.groupBy(me?.permissions ?? [], permission => permission.split('.')[0]!))
  return (
    <Modal opened onClose={onClose} title={t('team.keys.make')} size="lg" closeOnClickOutside={!change.data} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      {change.data ? <Made secret={change.data.key} onClose={onClose} /> : (
        <form onSubmit={make} style={{ display: 'grid', gap: 16 }}>
          <TextInput withAsterisk={false} data-autofocus label={t('team.keys.name')} description={t('team.keys.nameHint')} required maxLength={60} value={name} onChange={event => setName(event.currentTarget.value)} />
          <Checkbox.Group label={t('team.keys.may')} description={t('team.keys.mayHint')} value={scopes} onChange={setScopes}>
            <div className={css.scopes}>{areas.map(([area, own]) => <div key={area} className={css.area}>{own?.map(permission => <Checkbox key={permission} value={permission} label={<code>{permission}</code>} />)}</div>)}</div>
          </Checkbox.Group>
          <NativeSelect label={t('team.keys.expires')} value={days} onChange={event => setDays(event.currentTarget.value)} data={['30', '90', '365', ''].map(value => ({ value, label: t(lives[value]!) }))} />
          {change.error && <p role="alert" style={{ color: 'var(--bad)' }}>{refusalText(t, change.error)}</p>}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button type="submit" variant="filled" loading={change.isPending} disabled={!scopes.length || !name.trim()}>{t('team.keys.make')}</Button>
          </div>
        </form>
      )}
    </Modal>
  )
}

function Made({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useText()
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <p><b>{t('team.keys.madeTitle')}</b> {t('team.keys.madeText')}</p>
      <code className={css.secret} data-secret>{secret}</code>
      <p className="muted">{t('team.keys.howTo')} <code>{'Authorization: Bearer suki_…'}</code></p>
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button leftSection={<IconCopy size={16} />} onClick={() => void copyable(secret).then(() => toast.done(t('ui.copied')))}>{t('team.keys.copy')}</Button>
        <Button variant="filled" onClick={onClose}>{t('team.keys.kept')}</Button>
      </div>
    </div>
  )
}
