using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;

namespace FarAi.Inference.Models;

/// <summary>One safetensors file, mapped into memory: processes that open the same file share its pages.</summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _data;
    private int _disposed;

    private SafetensorsFile(string name, long length, ImmutableArray<byte> headerBytes, SafetensorsHeader header, MemoryMappedFile? map)
    {
        (Name, Length, HeaderBytes, Header, _map) = (name, length, headerBytes, header, map);
        if (map is not null)
        {
            _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
            _data += _view.PointerOffset + headerBytes.Length;
        }
    }

    /// <summary>The file's name without its folder.</summary>
    public string Name { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>The length prefix and the JSON, as in the file.</summary>
    public ImmutableArray<byte> HeaderBytes { get; }

    /// <summary>The parsed header.</summary>
    public SafetensorsHeader Header { get; }

    public static SafetensorsFile Open(string path) => ModelFiles.Guard(path, () =>
    {
        string name = Path.GetFileName(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        long length = stream.Length;
        byte[] prefix = new byte[8];
        int json = SafetensorsHeader.ReadLength(prefix.AsSpan(0, stream.ReadAtLeast(prefix, 8, false)), length, name);
        byte[] header = new byte[8 + json];
        prefix.CopyTo(header, 0);
        stream.ReadExactly(header.AsSpan(8));
        var parsed = SafetensorsHeader.Parse(header.AsSpan(8), length - header.Length, name);

        // A file of no data (all tensors empty) has nothing to map.
        MemoryMappedFile? map = length == header.Length
            ? null
            : MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, false);
        return new SafetensorsFile(name, length, [.. header], parsed, map);
    });

    /// <summary>The address of a tensor's first byte. Valid until the file is disposed.</summary>
    public nint Address(TensorEntry tensor) => (nint)(_data + tensor.Start);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && _view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _map!.Dispose();
        }
    }
}
