using Kit.Matrix;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kit.Export;

/// <summary>The child's code for one cell: where it chooses by call, entry or thread kind, the choice is made.</summary>
/// <param name="key">The cell.</param>
/// <param name="comesAfter">The callbacks come when the call has returned.</param>
internal sealed class Narrowing(Key key, bool comesAfter) : CSharpSyntaxRewriter
{
    /// <summary>The static class that the body lies in; null until it was met.</summary>
    public string? Container { get; private set; }

    /// <summary>The body without its ending for warm ones.</summary>
    public string Body => Matrix.Body.Cold(key.Body);

    public override SyntaxNode? VisitSwitchExpression(SwitchExpressionSyntax node)
    {
        var wanted = node.GoverningExpression.ToString() switch
        {
            "run->Call" => "Call." + Words.Pascal(key.Call),
            "entry" => $"\"{key.Entry}\"",
            _ => null,
        };
        return wanted is null ? base.VisitSwitchExpression(node)
            : (node.Arms.FirstOrDefault(a => a.Pattern.ToString() == wanted) ?? node.Arms.First(a => a.Pattern.ToString() == "_")).Expression;
    }

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node) =>
        !comesAfter && (node.Condition.ToString().EndsWith("== When.After", StringComparison.Ordinal)
            || node.Condition.ToString().StartsWith("Native.ThreadOwn(", StringComparison.Ordinal))
            ? Visit(node.WhenFalse).WithTriviaFrom(node)
            : WhenC(node) ?? base.VisitConditionalExpression(node);

    // `entry == "c" ? x : y`
    private ExpressionSyntax? WhenC(ConditionalExpressionSyntax node) =>
        node.Condition.ToString() == "entry == \"c\"" ? (key.Entry == "c" ? node.WhenTrue : node.WhenFalse).WithTriviaFrom(node) : null;

    // `Find` asks for each body by its name; what it answers for this one is all that is left of it.
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Identifier.Text != "Find" || node.Parent is not ClassDeclarationSyntax container)
        {
            return base.VisitMethodDeclaration(node);
        }

        var made = node.DescendantNodes().OfType<IfStatementSyntax>()
            .Where(i => i.Condition is InvocationExpressionSyntax { ArgumentList.Arguments: var a } && a.Count > 1 && a[1].ToString() == $"\"{Body}\"")
            .SelectMany(i => i.Statement.DescendantNodesAndSelf().OfType<ReturnStatementSyntax>()).FirstOrDefault()?.Expression;
        if (made is null)
        {
            return node;
        }

        Container = container.Identifier.Text;
        return SyntaxFactory.ParseMemberDeclaration($"\n    public static Body MakeBody() => {made};\n");
    }
}
