import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ApiProblem } from '../api.ts'
import css from './ui.module.css'
import { useText } from './text.ts'
import { problemText } from './toast.tsx'

/** What failed, what to do about it, and the request id for whoever helps. */
export function Problem({ error, retry }: { error: Error | ApiProblem; retry?: (() => void) | undefined }) {
  const t = useText()
  const { status = 500, requestId } = error as Partial<ApiProblem>
  const advice = status === 0 ? t('ui.problem.checkConnection') : status === 403 ? t('ui.problem.askOwner') : status === 404 ? t('ui.problem.maybeGone') : t('ui.problem.tryAgain')
  return (
    <div className={css.problem} role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <div className="push">
        <div style={{ fontWeight: 600 }}>{problemText({ status, message: error.message })}</div>
        <div style={{ color: 'var(--ink-2)' }}>{advice}</div>
        {requestId && <code style={{ fontSize: 12, color: 'var(--ink-2)' }}>{requestId}</code>}
      </div>
      {retry && <Button onClick={retry}>{t('ui.retry')}</Button>}
    </div>
  )
}
