export function Palette({ onClose }: { onClose: () => void; onHelp: () => void }) {
  void onClose
  return null
}
