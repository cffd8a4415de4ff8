/** Whether a text has every word of a search, in any order and case. An empty search fits all. */
export function searcher(search: string): (text: string) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return (text) => {
    const low = text.toLowerCase()
    return words.every((word) => low.includes(word))
  }
}
