package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileWidth      = 256
	bundleBytesMax = tileWidth * (2 + 65535)
	entriesLevel   = -1
)

// tile is a place in the layout of C2SP tlog-tiles.
type tile struct {
	level int // entriesLevel for a bundle of entries
	index int64
	width int // 256 where it is full
}

// path is the tile's file below the folder: tile/<L>/<N>[.p/<W>].
func (t tile) path() string {
	level := "entries"
	if t.level != entriesLevel {
		level = strconv.Itoa(t.level)
	}
	digits := fmt.Sprintf("%03d", t.index%1000)
	for rest := t.index / 1000; rest > 0; rest /= 1000 {
		digits = fmt.Sprintf("x%03d/%s", rest%1000, digits)
	}
	if t.width < tileWidth {
		digits += fmt.Sprintf(".p/%d", t.width)
	}
	return "tile/" + level + "/" + digits
}

// parseTile reads such a path; every tile has one, so what it reads must give the same again.
func parseTile(path string) (tile, bool) {
	parts := strings.Split(path, "/")
	if len(parts) < 3 || parts[0] != "tile" {
		return tile{}, false
	}
	found := tile{level: entriesLevel, width: tileWidth}
	if parts[1] != "entries" {
		level, err := strconv.Atoi(parts[1])
		if err != nil || level < 0 || level > 63 {
			return tile{}, false
		}
		found.level = level
	}
	digits := parts[2:]
	if last := len(digits) - 1; last > 0 && strings.HasSuffix(digits[last-1], ".p") {
		width, err := strconv.Atoi(digits[last])
		if err != nil || width < 1 || width >= tileWidth {
			return tile{}, false
		}
		found.width = width
		digits = append(digits[:last-1:last-1], strings.TrimSuffix(digits[last-1], ".p"))
	}
	if len(digits) > 6 {
		return tile{}, false
	}
	index, err := strconv.ParseInt(strings.ReplaceAll(strings.Join(digits, ""), "x", ""), 10, 64)
	if err != nil || index < 0 {
		return tile{}, false
	}
	found.index = index
	return found, found.path() == path
}

// folder is an exported log; `hashes` keeps the tile that was read last of each level.
type folder struct {
	path string
	size int64
	kept map[int]keptTile
}

type keptTile struct {
	tile   tile
	hashes []tlog.Hash
}

// count is how many hashes, or entries, the tree has at a level.
func (f *folder) count(level int) int64 {
	if level == entriesLevel {
		level = 0
	}
	return f.size >> uint(8*level)
}

// tile is the one that the checkpoint's tree has at a place.
func (f *folder) tile(level int, index int64) tile {
	width := f.count(level) - index*tileWidth
	if width > tileWidth {
		width = tileWidth
	}
	return tile{level, index, int(width)}
}

func (f *folder) read(t tile, bytesMax int64) ([]byte, error) {
	path := filepath.Join(f.path, filepath.FromSlash(t.path()))
	file, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing", t.path())
	}
	if err != nil {
		return nil, unreadable{err}
	}
	if !file.Mode().IsRegular() { // A pipe would be waited for.
		return nil, fmt.Errorf("%s is not a file", t.path())
	}
	return readFile(path, bytesMax)
}

func (f *folder) hashes(t tile) ([]tlog.Hash, error) {
	if kept, ok := f.kept[t.level]; ok && kept.tile == t {
		return kept.hashes, nil
	}
	data, err := f.read(t, tileWidth*tlog.HashSize)
	if err != nil {
		return nil, err
	}
	if len(data) != t.width*tlog.HashSize {
		return nil, fmt.Errorf("%s has %d bytes", t.path(), len(data))
	}
	hashes := make([]tlog.Hash, t.width)
	for i := range hashes {
		copy(hashes[i][:], data[i*tlog.HashSize:])
	}
	f.kept[t.level] = keptTile{t, hashes}
	return hashes, nil
}

func (f *folder) entries(t tile) ([][]byte, error) {
	data, err := f.read(t, bundleBytesMax)
	if err != nil {
		return nil, err
	}
	entries := make([][]byte, t.width)
	for i := range entries {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s breaks off", t.path())
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries[i], data = data[2:end], data[end:]
	}
	if len(data) != 0 {
		return nil, fmt.Errorf("%s has bytes after its %d entries", t.path(), t.width)
	}
	return entries, nil
}

// ReadHashes gives tlog the hashes that it asks for, out of tiles.
func (f *folder) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		first := n << uint(level%8)
		hashes, err := f.hashes(f.tile(level/8, first/tileWidth))
		if err != nil {
			return nil, err
		}
		start := int(first % tileWidth)
		found[i] = subtree(hashes[start : start+1<<uint(level%8)])
	}
	return found, nil
}

// subtree is the root over a power of two of hashes.
func subtree(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(subtree(hashes[:half]), subtree(hashes[half:]))
}

func checkTiles(keys *trust, files []string) (string, error) {
	data, err := readFile(filepath.Join(files[0], "checkpoint"), noteBytesMax)
	if err != nil {
		return "", err
	}
	read, err := keys.open(data)
	if err != nil {
		return "", err
	}
	f := &folder{files[0], read.size, map[int]keptTile{}}
	for _, check := range []func() error{f.checkEntries, f.checkLevels, f.checkOthers} {
		if err := check(); err != nil {
			return "", err
		}
	}
	root, err := f.root()
	if err != nil {
		return "", err
	}
	if root != read.root {
		return "", fmt.Errorf("the tiles have the root %s, the checkpoint %s", root, read.root)
	}
	return read.String() + ", all tiles and entries", nil
}

func (f *folder) root() (tlog.Hash, error) {
	if f.size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(f.size, f)
}

// checkEntries holds each entry against the hash in its tile of level 0.
func (f *folder) checkEntries() error {
	for index := int64(0); index*tileWidth < f.size; index++ {
		entries, err := f.entries(f.tile(entriesLevel, index))
		if err != nil {
			return err
		}
		hashes, err := f.hashes(f.tile(0, index))
		if err != nil {
			return err
		}
		for i, entry := range entries {
			position := index*tileWidth + int64(i)
			if tlog.RecordHash(entry) != hashes[i] {
				return fmt.Errorf("entry %d has another hash than its tile", position)
			}
			if err := checkEntry(entry, position); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkLevels holds each hash of the upper levels against the full tile that it is made of.
func (f *folder) checkLevels() error {
	for level := 1; f.count(level) > 0; level++ {
		for n := int64(0); n < f.count(level); n++ {
			hashes, err := f.hashes(f.tile(level, n/tileWidth))
			if err != nil {
				return err
			}
			below, err := f.hashes(f.tile(level-1, n))
			if err != nil {
				return err
			}
			if subtree(below) != hashes[n%tileWidth] {
				return fmt.Errorf("hash %d of level %d is not that of the tile below", n, level)
			}
		}
	}
	return nil
}

// checkOthers goes over what else lies in the folder: partial tiles of earlier checkpoints must be
// the beginning of what there is now, and nothing lies beyond the checkpoint.
func (f *folder) checkOthers() error {
	top := filepath.Join(f.path, "tile")
	if _, err := os.Lstat(top); errors.Is(err, fs.ErrNotExist) && f.size == 0 {
		return nil
	}
	return filepath.WalkDir(top, func(path string, file fs.DirEntry, err error) error {
		if err != nil {
			return unreadable{err}
		}
		if file.IsDir() {
			return nil
		}
		name, err := filepath.Rel(f.path, path)
		if err != nil {
			return unreadable{err}
		}
		t, ok := parseTile(filepath.ToSlash(name))
		if !ok || !file.Type().IsRegular() {
			return fmt.Errorf("%s is not the path of a tile", name)
		}
		if t.index >= (f.count(t.level)+tileWidth-1)/tileWidth ||
			t.width > f.tile(t.level, t.index).width {
			return fmt.Errorf("%s lies beyond the checkpoint", name)
		}
		return f.checkEarlier(t)
	})
}

func (f *folder) checkEarlier(t tile) error {
	now := f.tile(t.level, t.index)
	if t == now {
		return nil
	}
	bytesMax := int64(tileWidth * tlog.HashSize)
	if t.level == entriesLevel {
		bytesMax = bundleBytesMax
		if _, err := f.entries(t); err != nil {
			return err
		}
	}
	earlier, err := f.read(t, bytesMax)
	if err != nil {
		return err
	}
	whole, err := f.read(now, bytesMax)
	if err != nil {
		return err
	}
	if t.level != entriesLevel && len(earlier) != t.width*tlog.HashSize {
		return fmt.Errorf("%s has %d bytes", t.path(), len(earlier))
	}
	if !bytes.HasPrefix(whole, earlier) {
		return fmt.Errorf("%s contradicts %s", t.path(), now.path())
	}
	return nil
}
