import { PasswordInput } from '@mantine/core'
import { useText } from '../ui/text.ts'

type Props = { value: string; onChange: (value: string) => void; label?: string; error?: string | undefined; autoFocus?: boolean }

/** A field for a password that is being chosen; says how long it has to be, and nothing else is asked. */
export function NewPassword({ value, onChange, label, error, autoFocus }: Props) {
  const t = useText()
  const isShort = value.length > 0 && value.length < 10
  return (
    <PasswordInput
      withAsterisk={false}
      label={label ?? t('signin.password')}
      description={isShort ? t('signin.passwordMissing', { number: 10 - value.length }) : t('signin.passwordHint')}
      name="new-password"
      autoComplete="new-password"
      required
      minLength={10}
      maxLength={128}
      autoFocus={autoFocus ?? false}
      value={value}
      error={error}
      onChange={event => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }}
    />
  )
}
