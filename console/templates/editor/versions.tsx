import { Button } from '@mantine/core'
import { listVersions, restoreVersion } from '../../../contracts/template-routes.ts'
import type { Template } from '../../../contracts/templates.ts'
import { useChange, useList } from '../../api.ts'
import { useMay } from '../../session.tsx'
import { Link, SidePanel, Skeleton, toast, useText, When } from '../../ui/index.ts'
import css from '../templates.module.css'
import type { Draft } from './draft.ts'

/** What was sent with this template over time; each can be the draft again. */
export function Versions({ template, draft, onClose }: { template: Template; draft: Draft; onClose: () => void }) {
  const t = useText()
  const may = useMay()
  const list = useList(listVersions, { params: { templateId: template.id }, query: {} })
  const restore = useChange(restoreVersion)
  const take = async (versionId: string, number: number) => {
    await draft.save()
    const changed = await restore.mutateAsync({ params: { templateId: template.id, versionId }, body: { revision: draft.revision() } }).catch(() => undefined)
    if (!changed) return
    draft.take(changed as Template)
    toast.done(t('templates.versions.taken', { number }))
  }
  return (
    <SidePanel title={t('templates.versions.title')} onClose={onClose}>
      <p style={{ color: 'var(--ink-2)', marginBottom: 12 }}>{t('templates.versions.text')}</p>
      {list.loading ? <Skeleton shape="text" rows={4} /> : list.rows.length === 0 ? <p className="muted">{t('templates.versions.none')}</p> : (
        <ul className={css.versions}>{list.rows.map(({ id, number, note, madeBy, madeAt, languages }) => (
          <li key={id}>
            <div className="push"><strong>{t('templates.versionNumber', { number })}</strong>{note && <div>{note}</div>}<div className="muted">{madeBy} · <When at={madeAt} /> · {languages.join(', ')}</div></div>
            <Link className="textlink" to={`/templates/${template.id}/versions?old=${id}`}>{t('templates.versions.look')}<span className="hidden-visually">: {t('templates.versionNumber', { number })}</span></Link>
            {may('messages.write') && <Button size="xs" loading={restore.isPending} onClick={() => void take(id, number)}>{t('templates.versions.take')}</Button>}
          </li>
        ))}</ul>
      )}
      {list.more && <Button fullWidth onClick={list.loadMore}>{t('templates.versions.more')}</Button>}
    </SidePanel>
  )
}
