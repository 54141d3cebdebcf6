package source

import (
	"context"
	"fmt"
	"strings"
)

// Messages gives the messages of the commits that head has and base has not, newest first. more
// says that there are over most of them, and none is given then. Commits are given by their ids.
func Messages(ctx context.Context, repoDir, base, head string, most int) (messages []string, more bool, err error) {
	if repoDir == "" {
		repoDir = "."
	}
	out, err := runGit(ctx, repoDir, nil, "log", "-z", "--format=%B", fmt.Sprintf("--max-count=%d", most+1), base+".."+head, "--")
	if err != nil {
		return nil, false, explain(base+".."+head, repoDir, err)
	}
	for m := range strings.SplitSeq(string(out), "\x00") {
		if m = strings.TrimSpace(m); m != "" {
			messages = append(messages, m)
		}
	}
	if len(messages) > most {
		return nil, true, nil
	}
	return messages, false, nil
}
