package sim

import (
	"fmt"
	"strings"
)

// storyLines is how many of the last events a breach tells.
const storyLines = 60

// story keeps the last events, as what to print of them.
type story struct {
	lines [storyLines]line
	next  int
}

type line struct {
	at     int64
	format string
	args   []any
}

// tell notes an event. Its arguments must not change later.
func (w *World) tell(format string, args ...any) {
	w.story.lines[w.story.next%storyLines] = line{w.now, format, args}
	w.story.next++
}

// String is the last events, one a line, oldest first.
func (s *story) String() string {
	var b strings.Builder
	for i := max(0, s.next-storyLines); i < s.next; i++ {
		l := s.lines[i%storyLines]
		fmt.Fprintf(&b, "%8d ms  %s\n", l.at, fmt.Sprintf(l.format, l.args...))
	}
	return b.String()
}
