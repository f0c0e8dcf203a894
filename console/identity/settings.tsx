import { changeIdentityPolicy, identityPolicy } from '../../contracts/identity.ts'
import { sourcePrecedence } from '../../contracts/profile.ts'
import { useCall } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Link, Page, Problem, Skeleton, useText } from '../ui/index.ts'
import css from './identity.module.css'
import { Policy } from './policy.tsx'
import { Precedence } from './precedence.tsx'

/** How Suki knows who is who, and whose word counts: explained, and set. */
export function IdentitySettingsPage() {
  const t = useText()
  const may = useMay()
  const policy = useCall(identityPolicy, {})
  const ranks = useCall(sourcePrecedence, {})
  const mayChange = may(changeIdentityPolicy.may)
  return (
    <Page title={t('identity.settings.title')} subtitle={t('identity.settings.subtitle')}>
      {policy.error && <Problem error={policy.error} retry={() => void policy.refetch()} />}
      {!policy.data && !policy.error && <Skeleton shape="page" />}
      {policy.data && (
        <div className={css.columns}>
          <Policy key={JSON.stringify(policy.data)} policy={policy.data} mayChange={mayChange} />
          <div className={css.column}>
            <Card title={t('identity.settings.how')}>
              <ol className={css.steps}>
                <li>{t('identity.settings.how1')}</li>
                <li>{t('identity.settings.how2')}</li>
                <li>{t('identity.settings.how3')}</li>
                <li>{t('identity.settings.how4')}</li>
                <li>{t('identity.settings.how5')}</li>
              </ol>
              <p style={{ marginTop: 12 }}><Link className="textlink" to="/duplicates">{t('identity.settings.toDuplicates')}</Link></p>
            </Card>
            {ranks.data && <Precedence key={JSON.stringify(ranks.data)} items={ranks.data.items} mayChange={mayChange} />}
          </div>
        </div>
      )}
    </Page>
  )
}
