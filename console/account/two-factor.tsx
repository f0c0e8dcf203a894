import { Button, TextInput } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useEffect, useState, type FormEvent } from 'react'
import { toString as drawQr } from 'qrcode'
import { confirmTwoFactor, endTwoFactor, me as meRoute, newRecoveryCodes, startTwoFactor, type Me } from '../../contracts/account.ts'
import { useChange } from '../api.ts'
import { refusalText } from '../signin/problems.ts'
import { Card } from '../ui/card.tsx'
import { Copyable, copyable } from '../ui/copyable.tsx'
import { saveAs } from '../ui/download.ts'
import { Tag } from '../ui/tag.tsx'
import { useText } from '../ui/text.ts'
import { toast } from '../ui/toast.tsx'
import css from './account.module.css'
import { AskPassword } from './ask-password.tsx'

type Wish = 'start' | 'codes' | 'off'
type Setup = { uri: string; recoveryCodes: string[] }

/** A second factor from an app, with recovery codes for the day the phone is gone. */
export function TwoFactorCard({ me }: { me: Me }) {
  const t = useText()
  const [wish, setWish] = useState<Wish>()
  const [setup, setSetup] = useState<Setup>()
  const [codes, setCodes] = useState<string[]>()
  const finish = () => {
    setCodes(setup?.recoveryCodes)
    setSetup(undefined)
    toast.done(t('account.twoFactor.nowOn'))
  }
  const buttons = me.twoFactor
    ? <><Button size="compact-sm" onClick={() => setWish('codes')}>{t('account.twoFactor.newCodes')}</Button><Button size="compact-sm" onClick={() => setWish('off')}>{t('account.twoFactor.turnOff')}</Button></>
    : !setup && <Button size="compact-sm" variant="filled" onClick={() => setWish('start')}>{t('account.twoFactor.turnOn')}</Button>
  return (
    <Card title={<span className="row">{t('account.twoFactor.title')}<Tag tone={me.twoFactor ? 'brand' : 'amber'}>{me.twoFactor ? t('account.twoFactor.on') : t('account.twoFactor.off')}</Tag></span>} actions={!codes && buttons}>
      {codes ? <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} /> : setup ? <Scan setup={setup} onDone={finish} onCancel={() => setSetup(undefined)} /> : <p className={css.small}>{me.twoFactor ? t('account.twoFactor.textOn') : t('account.twoFactor.textOff')}</p>}
      {wish && <WishDialog wish={wish} onClose={() => setWish(undefined)} onSetup={setSetup} onCodes={setCodes} />}
    </Card>
  )
}

const words: Record<Wish, { title: string; text: string; action: string }> = {
  start: { title: 'account.twoFactor.turnOn', text: 'account.twoFactor.askStart', action: 'signin.continue' },
  codes: { title: 'account.twoFactor.newCodes', text: 'account.twoFactor.askCodes', action: 'account.twoFactor.newCodes' },
  off: { title: 'account.twoFactor.turnOff', text: 'account.twoFactor.askOff', action: 'account.twoFactor.turnOff' },
}

function WishDialog({ wish, onClose, onSetup, onCodes }: { wish: Wish; onClose: () => void; onSetup: (setup: Setup) => void; onCodes: (codes: string[]) => void }) {
  const t = useText()
  const start = useChange(startTwoFactor, { quiet: true })
  const renew = useChange(newRecoveryCodes, { quiet: true })
  const off = useChange(endTwoFactor, { quiet: true, done: [meRoute] })
  const { isPending, error } = wish === 'start' ? start : wish === 'codes' ? renew : off
  const go = (password: string) => {
    const input = { body: { password } }
    if (wish === 'start') start.mutate(input, { onSuccess: setup => { onSetup(setup); onClose() } })
    if (wish === 'codes') renew.mutate(input, { onSuccess: ({ recoveryCodes }) => { onCodes(recoveryCodes); onClose() } })
    if (wish === 'off') off.mutate(input, { onSuccess: () => { toast.done(t('account.twoFactor.nowOff')); onClose() } })
  }
  const { title, text, action } = words[wish]
  return <AskPassword title={t(title)} text={t(text)} action={t(action)} busy={isPending} problem={error} onClose={onClose} onPassword={go} />
}

function Scan({ setup, onDone, onCancel }: { setup: Setup; onDone: () => void; onCancel: () => void }) {
  const t = useText()
  const [code, setCode] = useState('')
  const [picture, setPicture] = useState('')
  const change = useChange(confirmTwoFactor, { quiet: true, done: [meRoute] })
  useEffect(() => void drawQr(setup.uri, { type: 'svg', margin: 0 }).then(svg => setPicture(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`)), [setup.uri])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { code } }, { onSuccess: onDone, onError: () => setCode('') })
  }
  const secret = new URL(setup.uri).searchParams.get('secret')?.match(/.{1,4}/g)?.join(' ') ?? ''
  return (
    <form onSubmit={submit}>
      <div className={css.scan}>
        {picture ? <img className={css.qr} src={picture} alt={t('account.twoFactor.qr')} /> : <div className={css.qr} />}
        <div>
          <p style={{ marginBottom: 8 }}>{t('account.twoFactor.scan')}</p>
          <p className={css.small}>{t('account.twoFactor.orType')}</p>
          <Copyable text={secret}><span className={css.secret} data-key style={{ whiteSpace: 'normal' }}>{secret}</span></Copyable>
        </div>
      </div>
      <TextInput withAsterisk={false} label={t('account.twoFactor.firstCode')} name="code" inputMode="numeric" autoComplete="one-time-code" required maxLength={6} value={code} onChange={event => setCode(event.currentTarget.value.replace(/\D/g, ''))} error={change.error && refusalText(t, change.error)} style={{ maxWidth: 220 }} />
      <div className={css.end} style={{ marginTop: 14 }}><Button type="submit" variant="filled" disabled={code.length < 6} loading={change.isPending}>{t('account.twoFactor.turnOn')}</Button><Button onClick={onCancel}>{t('ui.cancel')}</Button></div>
    </form>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useText()
  const text = codes.join('\n')
  return (
    <div role="region" aria-label={t('account.twoFactor.codes')}>
      <p><b>{t('account.twoFactor.codes')}</b> {t('account.twoFactor.codesText')}</p>
      <div className={css.codes}>{codes.map(code => <span key={code}>{code}</span>)}</div>
      <div className={css.end}>
        <Button leftSection={<IconDownload size={16} />} onClick={() => saveAs(new Blob([`${text}\n`], { type: 'text/plain' }), 'suki-recovery-codes.txt')}>{t('account.twoFactor.download')}</Button>
        <Button leftSection={<IconCopy size={16} />} onClick={() => void copyable(text).then(() => toast.done(t('ui.copied')))}>{t('account.twoFactor.copyCodes')}</Button>
        <Button variant="filled" onClick={onDone}>{t('account.twoFactor.kept')}</Button>
      </div>
    </div>
  )
}
