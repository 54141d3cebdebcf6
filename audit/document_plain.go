package audit

import (
	"bytes"
	"regexp"
	"strings"
)

// fence begins or ends a block of code.
var fence = regexp.MustCompile("^ {0,3}(```+|~~~+)")

// withoutComments blanks HTML comments, line by line, so that places stay true; those inside
// blocks of code are text.
func withoutComments(source []byte) []byte {
	lines := bytes.SplitAfter(source, []byte("\n"))
	inFence, inComment := "", false
	for i, line := range lines {
		if m := fence.FindSubmatch(line); m != nil && !inComment {
			switch mark := string(m[1]); {
			case inFence == "":
				inFence = mark
			case strings.HasPrefix(mark, inFence):
				inFence = ""
			}
		}
		if inFence == "" {
			lines[i], inComment = blankComments(line, inComment)
		}
	}
	return bytes.Join(lines, nil)
}

// blankComments gives a line without its comments, and whether one goes on behind it.
func blankComments(line []byte, open bool) ([]byte, bool) {
	if !open && !bytes.Contains(line, []byte("<!--")) {
		return line, false
	}
	out := bytes.Clone(line)
	for i := 0; i < len(out); i++ {
		rest := line[i:]
		switch {
		case !open && bytes.HasPrefix(rest, []byte("<!--")):
			open = true
		case open && bytes.HasPrefix(rest, []byte("-->")):
			open = false
			copy(out[i:], "   ")
			i += 2
			continue
		}
		if open && out[i] != '\n' && out[i] != '\r' {
			out[i] = ' '
		}
	}
	return out, open
}

// bullet is a list as other languages and word processors write it: a bullet that is none in
// Markdown, or a box that a person drew. A box with a cross says no as often as yes: it is no tick.
var bullet = regexp.MustCompile(`^(\s*)(?:[-*+]\s+|\d+[.)]\s+)?(?:([•·‣◦⁃∙●○■▪▫・※–—➤➢►▶])\s*)?(?:([☐□◻⬜❏☒⊠]|\[ ?\]\s|\[　\]|\[✗\]\s)|([☑✅✔✓🗹]\x{FE0F}?|\[[xX✓✔]\]\s))?\s*(.*)$`)

// plainBullets writes such lists as Markdown's own, line by line: "・☑ text" is "- [x] text".
func plainBullets(source []byte) []byte {
	lines := strings.SplitAfter(string(source), "\n")
	inFence := ""
	for i, line := range lines {
		if m := fence.FindStringSubmatch(line); m != nil {
			switch {
			case inFence == "":
				inFence = m[1]
			case strings.HasPrefix(m[1], inFence):
				inFence = ""
			}
			continue
		}
		if inFence == "" {
			lines[i] = plainBullet(line)
		}
	}
	return []byte(strings.Join(lines, ""))
}

func plainBullet(line string) string {
	body := strings.TrimRight(line, "\r\n")
	m := bullet.FindStringSubmatch(body)
	if m == nil || m[2] == "" && m[3] == "" && m[4] == "" || strings.TrimSpace(m[5]) == "" {
		return line
	}
	listed := m[2] != "" || strings.ContainsAny(strings.TrimSpace(body)[:1], "-*+0123456789")
	box := ""
	switch {
	case m[3] != "":
		box = "[ ] "
	case m[4] != "" && (listed || strings.HasPrefix(m[4], "[") || !strings.HasPrefix(m[4], "✅")):
		box = "[x] "
	case m[4] != "":
		return line // "✅ **Baseline Complete**:" heads a list, it is no item
	}
	return m[1] + "- " + box + m[5] + line[len(body):]
}
