'use client'
import { Button } from '#components/ui/button.tsx'
import { copy } from '#components/ui/copy.tsx'

export const CopyButton = ({ text }: { text: string }) => (
  <Button look="quiet" onClick={() => copy(text, 'Reply copied')}>
    Copy
  </Button>
)
