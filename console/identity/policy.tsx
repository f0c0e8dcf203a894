import { ActionIcon, Button, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { changeIdentityPolicy, identityPolicy, type IdentityPolicy } from '../../contracts/identity.ts'
import { useChange } from '../api.ts'
import { KindIcon, useKindName } from '../customers/identity/words.ts'
import { Card, Problem, undoable, useText } from '../ui/index.ts'
import css from './identity.module.css'

type Kinds = IdentityPolicy['kinds']

/** A row among the customers is a node as well, which nobody needs to set. */
const hidden = new Set(['customer'])
/** Kinds that every shop has, and that stay in the list. */
const always = new Set(['user_id', 'store', 'email', 'phone', 'device_id', 'anonymous_id'])

/** Limits and strengths of identifiers, and values that identify nobody. */
export function Policy({ policy, mayChange }: { policy: IdentityPolicy; mayChange: boolean }) {
  const t = useText()
  const [kinds, setKinds] = useState<Kinds>(policy.kinds)
  const [blocked, setBlocked] = useState(policy.blocked)
  const change = useChange(changeIdentityPolicy, { done: [identityPolicy], quiet: true })
  const isChanged = JSON.stringify([kinds, blocked]) !== JSON.stringify([policy.kinds, policy.blocked])
  const save = async () => {
    await change.mutateAsync({ body: { kinds, blocked } })
    undoable(t('identity.settings.saved'), () => change.mutateAsync({ body: { kinds: policy.kinds, blocked: policy.blocked } }))
  }
  const set = (kind: string, part: Partial<Kinds[string]>) => setKinds({ ...kinds, [kind]: { ...kinds[kind]!, ...part } })
  // In the order that was loaded: a row does not jump while a person types.
  const shown = Object.keys(kinds).filter(kind => !hidden.has(kind)).toSorted((a, b) => (policy.kinds[a]?.priority ?? 99) - (policy.kinds[b]?.priority ?? 99))
  return (
    <form className={css.column} onSubmit={event => { event.preventDefault(); void save().catch(() => undefined) }}>
      <Card title={t('identity.settings.kinds')} hint={t('identity.settings.kindsHint')}>
        <table className={css.table}>
          <thead><tr><th scope="col">{t('identity.settings.kind')}</th><th scope="col">{t('identity.settings.limit')}</th><th scope="col">{t('identity.settings.priority')}</th>{mayChange && <th className={css.tight} aria-hidden />}</tr></thead>
          <tbody>
            {shown.map(kind => <Kind key={kind} kind={kind} value={kinds[kind]!} mayChange={mayChange} onChange={part => set(kind, part)} onRemove={always.has(kind) ? undefined : () => setKinds(Object.fromEntries(Object.entries(kinds).filter(([name]) => name !== kind)))} />)}
            <tr><td><span className={css.kind}>{t('identity.settings.others')}</span></td><td className="num">{policy.other.limit}</td><td className="num">{policy.other.priority}</td>{mayChange && <td className={css.tight} />}</tr>
          </tbody>
        </table>
        {mayChange && <AddKind known={kinds} onAdd={kind => setKinds({ ...kinds, [kind]: policy.other })} />}
      </Card>
      <Card title={t('identity.settings.blocked')} hint={t('identity.settings.blockedHint')}>
        <TagsInput aria-label={t('identity.settings.blocked')} placeholder={mayChange ? t('identity.settings.blockedExample') : ''} value={blocked} onChange={setBlocked} readOnly={!mayChange} maxLength={200} maxTags={500} acceptValueOnBlur />
        <p className={css.sub} style={{ marginTop: 8 }}>{t('identity.settings.blockedAlways')}</p>
      </Card>
      {change.error && <Problem error={change.error} />}
      {isChanged && (
        <div className={css.foot}>
          <span className={`${css.sub} push`}>{t('identity.settings.again')}</span>
          <Button onClick={() => { setKinds(policy.kinds); setBlocked(policy.blocked) }}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="filled" loading={change.isPending}>{t('ui.save')}</Button>
        </div>
      )}
    </form>
  )
}

function Kind({ kind, value, mayChange, onChange, onRemove }: { kind: string; value: Kinds[string]; mayChange: boolean; onChange: (part: Partial<Kinds[string]>) => void; onRemove: (() => void) | undefined }) {
  const t = useText()
  const kindName = useKindName()
  const name = kind === 'store' ? t('identity.settings.storeNumbers') : kindName(kind)
  const field = (part: 'limit' | 'priority', label: string, max: number) => (
    <NumberInput size="xs" aria-label={`${name}: ${label}`} value={value[part]} min={part === 'limit' ? 1 : 0} max={max} clampBehavior="strict" allowDecimal={false} onChange={typed => typeof typed === 'number' && onChange({ [part]: typed })} />
  )
  return (
    <tr>
      <td><span className={css.kind}><KindIcon kind={kind} size={17} />{name}</span></td>
      <td>{mayChange ? field('limit', t('identity.settings.limit'), 100_000) : <span className="num">{value.limit}</span>}</td>
      <td>{mayChange ? field('priority', t('identity.settings.priority'), 99) : <span className="num">{value.priority}</span>}</td>
      {mayChange && <td className={css.tight}>{onRemove && <ActionIcon variant="subtle" color="gray" aria-label={t('identity.settings.removeKind', { kind: name })} onClick={onRemove}><IconTrash size={15} /></ActionIcon>}</td>}
    </tr>
  )
}

function AddKind({ known, onAdd }: { known: Kinds; onAdd: (kind: string) => void }) {
  const t = useText()
  const [name, setName] = useState('')
  const kind = name.trim().toLowerCase().replaceAll(/[^a-z0-9_.-]+/g, '_')
  const add = () => {
    if (!kind || kind in known) return
    onAdd(kind)
    setName('')
  }
  return (
    <div className={css.add}>
      <TextInput className="push" size="xs" aria-label={t('identity.settings.newKind')} placeholder={t('identity.settings.newKindExample')} value={name} maxLength={60} onChange={event => setName(event.currentTarget.value)} onKeyDown={event => { if (event.key === 'Enter') { event.preventDefault(); add() } }} />
      <Button size="xs" leftSection={<IconPlus size={14} />} disabled={!kind || kind in known} onClick={add}>{t('identity.settings.addKind')}</Button>
    </div>
  )
}
