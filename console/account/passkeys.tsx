import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import { IconFingerprint, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { addPasskey, myPasskeys, newPasskeyChallenge, removePasskey, renamePasskey } from '../../contracts/account.ts'
import { call, useCall, useChange, type ApiProblem } from '../api.ts'
import { canUsePasskeys, newPasskey } from '../signin/passkey.ts'
import { refusalText } from '../signin/problems.ts'
import { Card } from '../ui/card.tsx'
import { confirmByName } from '../ui/confirm.tsx'
import { When } from '../ui/figures.tsx'
import { Problem } from '../ui/problem.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { IconTag, Tag } from '../ui/tag.tsx'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'
import css from './account.module.css'

type Naming = { id?: string; name: string }

/** Passkeys: signing in with a fingerprint, a face or a security key. */
export function PasskeysCard() {
  const t = useText()
  const { data, error, refetch } = useCall(myPasskeys, {})
  const [naming, setNaming] = useState<Naming>()
  const remove = useChange(removePasskey, { done: [myPasskeys] })
  const ask = async (passkeyId: string, name: string) => {
    if (await confirmByName({ title: t('account.passkeys.removeTitle'), text: t('account.passkeys.removeText'), name, action: t('account.passkeys.removeAction') })) remove.mutate({ params: { passkeyId } })
  }
  const canAdd = canUsePasskeys()
  return (
    <Card title={t('account.passkeys.title')} actions={canAdd && <Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={() => setNaming({ name: '' })}>{t('account.passkeys.add')}</Button>}>
      {error ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Skeleton shape="list" rows={2} /> : (
        <>
          {data.items.length === 0 && <p className={css.small}>{canAdd ? t('account.passkeys.text') : t('account.passkeys.needsName')}</p>}
          <ul className={css.list}>
            {data.items.map(({ id, name, createdAt, synced }) => (
              <li key={id} className={css.item}>
                <IconTag tone="brand"><IconFingerprint size={16} stroke={1.8} /></IconTag>
                <div className={css.body}>
                  <div className={css.name}>{name}{synced && <Tag>{t('account.passkeys.synced')}</Tag>}</div>
                  <div className={css.small}>{t('account.passkeys.added')} <When at={createdAt} style="date" /></div>
                </div>
                <ActionIcon variant="subtle" color="gray" aria-label={t('account.passkeys.rename', { name })} onClick={() => setNaming({ id, name })}><IconPencil size={16} /></ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label={t('account.passkeys.remove', { name })} onClick={() => void ask(id, name)}><IconTrash size={16} /></ActionIcon>
              </li>
            ))}
          </ul>
        </>
      )}
      {naming && <NamePasskey {...naming} onClose={() => setNaming(undefined)} />}
    </Card>
  )
}

/** Names a passkey: first the new one, which the device then makes, or one that exists. */
function NamePasskey({ id, name: before, onClose }: Naming & { onClose: () => void }) {
  const t = useText()
  const [name, setName] = useState(before)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const add = useChange(addPasskey, { quiet: true, done: [myPasskeys] })
  const rename = useChange(renamePasskey, { quiet: true, done: [myPasskeys] })
  const save = async () => {
    setBusy(true)
    setProblem(null)
    try {
      if (id) await rename.mutateAsync({ params: { passkeyId: id }, body: { name } })
      else {
        const response = await newPasskey(await call(newPasskeyChallenge, {}))
        if (!response) return setBusy(false)
        await add.mutateAsync({ body: { name, response } })
        toast.done(t('account.passkeys.addedNow', { name }))
      }
      onClose()
    } catch (error) {
      setProblem(error as ApiProblem)
    }
    return setBusy(false)
  }
  return (
    <Modal opened onClose={onClose} title={id ? t('account.passkeys.renameTitle') : t('account.passkeys.add')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={event => { event.preventDefault(); void save() }}>
        <TextInput withAsterisk={false} data-autofocus label={t('account.passkeys.name')} description={id ? undefined : t('account.passkeys.nameHint')} required maxLength={60} value={name} onChange={event => setName(event.currentTarget.value)} error={problem && refusalText(t, problem)} />
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 18 }}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={!name.trim()}>{id ? t('ui.save') : t('signin.continue')}</Button>
        </div>
      </form>
    </Modal>
  )
}
