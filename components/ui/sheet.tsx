'use client'
import { Dialog, type DialogProps } from './dialog.tsx'

/** A dialog along one edge of the screen: details on the right, navigation on the left. */
export const Sheet = ({ side = 'right', ...props }: Omit<DialogProps, 'side'> & { side?: 'right' | 'left' }) => (
  <Dialog side={side} {...props} />
)
