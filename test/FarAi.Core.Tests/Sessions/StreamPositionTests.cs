using FarAi.Core.Identity;
using FarAi.Core.Sessions;

namespace FarAi.Core.Tests.Sessions;

public sealed class StreamPositionTests
{
    [Theory]
    [InlineData(0UL, 0)]
    [InlineData(0x0123456789abcdefUL, 17)]
    [InlineData(ulong.MaxValue, int.MaxValue)]
    public void WhatWasWritten_IsRead(ulong session, int next)
    {
        var position = new StreamPosition(new SessionId(session), next);
        Assert.True(StreamPosition.TryParse(position.ToString(), out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("s-0123456789abcdef")]
    [InlineData("s-0123456789abcdef:")]
    [InlineData("s-0123456789abcdef:-1")]
    [InlineData("s-0123456789abcdef:+1")]
    [InlineData("s-0123456789abcdef: 1")]
    [InlineData("s-0123456789abcdef:1:2")]
    [InlineData("s-0123456789abcdef:2147483648")]
    [InlineData("s-0123456789abcde:1")]
    [InlineData("0123456789abcdef:1")]
    public void AnythingElse_IsNoPosition(string? text) => Assert.False(StreamPosition.TryParse(text, out _));
}
