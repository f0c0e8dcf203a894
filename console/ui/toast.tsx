import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ApiProblem } from '../api.ts'
import { say } from './text.ts'

/** What went wrong in words; the server's sentence where it gave one. */
export const problemText = (problem: Pick<ApiProblem, 'status' | 'message'>) => (problem.status === 0 ? say('ui.problem.offline') : problem.message || say('ui.problem.failed'))

/** The cross of a note, for screen readers. */
export const closeNamed = () => ({ 'aria-label': say('ui.close') })

/** Short notes in the corner, read out by screen readers. */
export const toast = {
  done: (message: string) => void notifications.show({ message, color: 'brand', autoClose: 4000, withBorder: true, closeButtonProps: closeNamed() }),
  problem: (problem: Pick<ApiProblem, 'status' | 'message'>) => void notifications.show({ id: problemText(problem), message: problemText(problem), color: 'red', autoClose: 8000, withBorder: true, role: 'alert', closeButtonProps: closeNamed() }),
}

/** "Note removed. Undo": for changes that were made at once and can be taken back within eight seconds. */
export function undoable(message: string, undo: () => void | Promise<unknown>) {
  const id = notifications.show({
    color: 'brand',
    autoClose: 8000,
    withBorder: true,
    closeButtonProps: closeNamed(),
    message: (
      <span className="row">
        <span className="push">{message}</span>
        <Button size="compact-sm" onClick={() => { notifications.hide(id); void undo() }}>{say('ui.undo')}</Button>
      </span>
    ),
  })
}
