import { Button, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { me } from '../../../contracts/account.ts'
import { sendTest, sendVersionTest } from '../../../contracts/template-routes.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Content, Template } from '../../../contracts/templates.ts'
import { useCall, useChange } from '../../api.ts'
import { Problem, SidePanel, toast, useText } from '../../ui/index.ts'
import css from '../templates.module.css'

type Props = { template: Template; language: Language; onClose: () => void } & ({ /** The draft as it stands on the screen. */ content: Content } | { /** What is sent: a version, with the subject of a campaign where it has one. */ versionId: string; subject?: string | undefined })

/** The message to oneself and colleagues, before anybody else gets it. */
export function TestMail({ template, language, onClose, ...what }: Props) {
  const t = useText()
  const own = useCall(me, {}).data?.email
  const [typed, setTyped] = useState<string[]>()
  const to = typed ?? (own ? [own] : [])
  const sendDraft = useChange(sendTest, { quiet: true })
  const sendVersion = useChange(sendVersionTest, { quiet: true })
  const isVersion = 'versionId' in what
  const send = isVersion ? sendVersion : sendDraft
  const go = async () => {
    const sent = await ('content' in what
      ? sendDraft.mutateAsync({ body: { storeId: template.storeId, kind: template.kind, content: what.content, language, to, templateId: template.id } })
      : sendVersion.mutateAsync({ params: { templateId: template.id, versionId: what.versionId }, body: { language, to, ...(what.subject?.trim() ? { subject: what.subject.trim() } : {}) } })
    ).catch(() => undefined)
    if (!sent) return
    toast.done(t('templates.test.sent'))
    onClose()
  }
  return (
    <SidePanel title={t('templates.test.title')} onClose={onClose}>
      <form className={css.form} onSubmit={event => { event.preventDefault(); void go() }}>
        <p style={{ color: 'var(--ink-2)' }}>{t(isVersion ? 'templates.test.version' : 'templates.test.text')}</p>
        <TagsInput label={t('templates.test.to')} description={t('templates.test.most')} maxTags={5} value={to} onChange={setTyped} splitChars={[',', ';', ' ']} acceptValueOnBlur />
        {send.error && <Problem error={send.error} />}
        <Button type="submit" variant="filled" loading={send.isPending} disabled={to.length === 0}>{t('templates.test.send')}</Button>
      </form>
    </SidePanel>
  )
}
