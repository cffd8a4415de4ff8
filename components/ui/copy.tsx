'use client'
import { toast } from './toast.tsx'

/** Copies text and says so; on pages without clipboard rights it offers the text instead. */
export async function copy(text: string, what = 'Copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast({ text: what })
  } catch {
    window.prompt('Copy this', text)
  }
}
