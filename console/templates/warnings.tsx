import { IconAlertTriangle } from '@tabler/icons-react'
import { checkVersion, getMailAddress } from '../../contracts/template-routes.ts'
import type { Finding } from '../../contracts/templates.ts'
import { languageNames } from '../../languages/index.ts'
import { useCall } from '../api.ts'
import { Link, useText } from '../ui/index.ts'
import css from './templates.module.css'
import { checkTexts } from './words.ts'

/** Links in mails begin with an address that only this machine knows. */
export function MailAddressWarning() {
  const t = useText()
  const { data } = useCall(getMailAddress, {}, { staleTime: 300_000 })
  return data?.isPrivate ? <p className={css.warning} role="note"><IconAlertTriangle size={17} aria-hidden /><span>{t('templates.check.privateAddress', { subject: data.address })}</span></p> : null
}

/** What is worth putting right before a version is sent: errors and warnings; hints stay in the editor. */
export function VersionWarnings({ templateId, versionId }: { templateId: string; versionId: string }) {
  const t = useText()
  const { data } = useCall(checkVersion, { params: { templateId, versionId } }, { staleTime: 300_000 })
  const found = (data?.findings ?? []).filter(({ severity }) => severity !== 'hint')
  if (!found.length) return null
  const spoken = new Set(found.map(({ language }) => language)).size
  const groups = [...Map.groupBy(found, ({ code, subject }) => `${code} ${subject}`).values()] as [Finding, ...Finding[]][]
  return (
    <ul className={css.findings}>
      {groups.map(([first, ...more]) => <li key={`${first.code} ${first.subject}`} data-severity={first.severity}><IconAlertTriangle size={17} aria-hidden /><span>{first.code === 'privateAddress' || more.length + 1 >= spoken ? '' : `${[first, ...more].map(({ language }) => languageNames[language]).join(', ')}: `}{t(checkTexts[first.code], { subject: first.subject || first.detail, value: first.value ?? '' })}</span></li>)}
      <li><span /><Link className="textlink" to={`/templates/${templateId}`}>{t('templates.checks.open')}</Link></li>
    </ul>
  )
}
