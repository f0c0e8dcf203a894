import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { listPrivacyRequests, releaseErased } from '../../contracts/privacy.ts'
import { useChange } from '../api.ts'
import { Problem, SidePanel, toast, useText } from '../ui/index.ts'
import css from './privacy.module.css'

/** Somebody who was erased came back by themselves: what names them may come in again. */
export function Release({ onClose }: { onClose: () => void }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const release = useChange(releaseErased, { done: [listPrivacyRequests], quiet: true })
  const body = typed.includes('@') ? { email: typed } : /^[+\d][\d\s()/.-]{5,}$/.test(typed.trim()) ? { phone: typed } : { userId: typed.trim() }
  const save = () => release.mutateAsync({ body }).then(({ released }) => { toast.done(t('privacy.release.done', { count: released })); onClose() }, () => undefined)
  return (
    <SidePanel title={t('privacy.release.title')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void save() }}>
        <p className={css.lead}>{t('privacy.release.text')}</p>
        <TextInput required data-autofocus label={t('privacy.release.field')} description={t('privacy.release.help')} value={typed} onChange={event => setTyped(event.currentTarget.value)} />
        {release.error && <Problem error={release.error} />}
        <div className={css.actions}><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={release.isPending} disabled={typed.trim().length < 3}>{t('privacy.release.action')}</Button></div>
      </form>
    </SidePanel>
  )
}
