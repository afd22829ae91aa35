// Verify-log checks what OrderLedger proves about its log, with the Go project's own code for notes
// and trees (golang.org/x/mod/sumdb). Only the C2SP file formats are read here.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `usage: verify-log checkpoint  -key FILE CHECKPOINT
       verify-log event       -key FILE PROOF
       verify-log consistency -key FILE PROOF OLD-CHECKPOINT
       verify-log tiles       -key FILE DIRECTORY

FILE holds the vkeys that are trusted, one a line.
Exit codes: 0 it holds, 1 it is refused, 2 something could not be read.
`

// unreadable is an error of the machine or of the command line, not of what is checked.
type unreadable struct{ error }

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	if len(arguments) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return 2
	}
	flags := flag.NewFlagSet(arguments[0], flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	keyFile := flags.String("key", "", "")
	if flags.Parse(arguments[1:]) != nil {
		return 2
	}
	files := flags.Args()
	checks := map[string]struct {
		files int
		check func(*trust, []string) (string, error)
	}{
		"checkpoint":  {1, checkCheckpoint},
		"event":       {1, checkEvent},
		"consistency": {2, checkConsistency},
		"tiles":       {1, checkTiles},
	}
	chosen, known := checks[arguments[0]]
	if !known || len(files) != chosen.files || *keyFile == "" {
		fmt.Fprint(os.Stderr, usage)
		return 2
	}
	keys, err := readKeys(*keyFile)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot read the keys:", err)
		return 2
	}
	answer, err := chosen.check(keys, files)
	if _, ok := err.(unreadable); ok {
		fmt.Fprintln(os.Stderr, "cannot read:", err)
		return 2
	}
	if err != nil {
		fmt.Println("refused:", err)
		return 1
	}
	fmt.Println("valid:", answer)
	return 0
}

// readFile refuses what is larger than anything of its kind can be.
func readFile(path string, bytesMax int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadable{err}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, bytesMax+1))
	if err != nil {
		return nil, unreadable{err}
	}
	if int64(len(data)) > bytesMax {
		return nil, fmt.Errorf("%s has more than %d bytes", path, bytesMax)
	}
	return data, nil
}
