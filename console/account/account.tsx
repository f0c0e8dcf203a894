import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useText } from '../ui/text.ts'
import { useMe } from '../session.tsx'
import css from './account.module.css'
import { PasskeysCard } from './passkeys.tsx'
import { PasswordCard } from './password.tsx'
import { ProfileCard } from './profile.tsx'
import { SessionsCard } from './sessions.tsx'
import { TwoFactorCard } from './two-factor.tsx'

/** What belongs to the person who is signed in: how Suki speaks to them and how they prove who they are. */
export function AccountPage() {
  const t = useText()
  const me = useMe()
  return (
    <Page title={t('account.title')} subtitle={me ? t('account.subtitle', { email: me.email }) : undefined}>
      {!me ? <Skeleton shape="page" /> : (
        <div className={css.columns}>
          <div className="grid"><ProfileCard key={me.id} me={me} /><SessionsCard /></div>
          <div className="grid"><PasswordCard email={me.email} /><TwoFactorCard me={me} /><PasskeysCard /></div>
        </div>
      )}
    </Page>
  )
}
