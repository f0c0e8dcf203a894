import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../contracts/shapes.ts'
import { texts } from '../../languages/index.ts'

export type Text = (key: string, values?: Record<string, unknown>) => string

/** `t('orders.title', { count })` in the reader's language. Keys are literal, so that a test can find them. */
export function useText(): Text {
  const { t } = useTranslation('translation', { i18n: texts })
  return t as unknown as Text
}

/** Outside of components: toasts, downloads. */
export const say: Text = (key, values) => texts.t(key, values ?? {}) as string

export const useLanguage = (): Language => {
  const { i18n } = useTranslation('translation', { i18n: texts })
  return useMemo(() => (i18n.language ?? 'en') as Language, [i18n.language])
}
