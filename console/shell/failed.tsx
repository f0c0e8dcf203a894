import { IconError404 } from '@tabler/icons-react'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { queries } from '../api.ts'
import { Empty } from '../ui/empty.tsx'
import { Link } from '../ui/link.tsx'
import { Problem } from '../ui/problem.tsx'
import { useText } from '../ui/text.ts'

/** A page that failed: the rest of the console stays, and it says what to do. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const again = () => {
    void queries.resetQueries({ predicate: query => query.state.status === 'error' })
    reset()
    void router.invalidate()
  }
  return <div style={{ padding: '24px 0', maxWidth: 720, margin: '0 auto' }}><Problem error={error as Error} retry={again} /></div>
}

export function NotFoundPage() {
  const t = useText()
  return (
    <Empty icon={IconError404} title={t('shell.notFound.title')} text={t('shell.notFound.text')}>
      <Link to="/" className="textlink">{t('shell.notFound.home')}</Link>
    </Empty>
  )
}
