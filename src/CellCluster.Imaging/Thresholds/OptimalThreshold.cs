namespace CellCluster.Imaging;

/// <summary>Which Gaussians the optimum is of.</summary>
public enum OptimalForm
{
    /// <summary>A width for each class: the quadratic of eq. 12, 13.</summary>
    Quadratic,

    /// <summary>One width for both: eq. 14, one solution.</summary>
    EqualVariance,
}

/// <summary>An optimum with the fit it is of.</summary>
/// <param name="Outcome">Found; NotBimodal where the fit has one mode or its densities do not cross between the means; Empty without finite pixels.</param>
/// <param name="Value">The level, in the plane's units; NaN unless found.</param>
/// <param name="Fit">The fit.</param>
public readonly record struct OptimalThresholdResult(LevelOutcome Outcome, float Value, TwoGaussianFit Fit);

/// <summary>The level of least error between two Gaussian classes: where P1 p1(T) = P2 p2(T), between the means.</summary>
/// <remarks>
/// Quadratic: A T^2 + B T + C = 0 with A = s1^2 - s2^2, B = 2 (m1 s2^2 - m2 s1^2), C = s1^2 m2^2 - s2^2 m1^2 + 2 s1^2 s2^2 ln(s2 P1 / (s1 P2)) (the source's
/// eq. 13 corrected: it prints plus in A and other indices in B); of its two roots the one between the means, since the other cuts the wider
/// class a second time on its far side. Equal variance: T = (m1 + m2)/2 + s^2/(m1 - m2) ln(P2/P1), also taken where |A| is below 1e-12 (s1^2 + s2^2).
/// Source: Gonzalez and Woods, Digital Image Processing, 2nd edition, 10.3.5.
/// </remarks>
public static class OptimalThreshold
{
    private const double EqualVariances = 1e-12;

    /// <summary>Fits two Gaussians to <paramref name="histogram"/> and takes their optimum.</summary>
    public static OptimalThresholdResult Find(Histogram histogram, OptimalForm form = OptimalForm.Quadratic)
    {
        TwoGaussianFit fit = TwoGaussianFit.Of(histogram, form == OptimalForm.EqualVariance);
        if (fit.Outcome != LevelOutcome.Found)
        {
            return new OptimalThresholdResult(fit.Outcome, float.NaN, fit);
        }
        double level = form == OptimalForm.EqualVariance ? EqualVariance(fit.Classes) : Quadratic(fit.Classes);
        return new OptimalThresholdResult(double.IsNaN(level) ? LevelOutcome.NotBimodal : LevelOutcome.Found, (float)level, fit);
    }

    /// <summary>The root of the quadratic between the means; NaN where there is none: one class is then the likelier one all the way.</summary>
    public static double Quadratic(TwoGaussians classes)
    {
        (double p1, double m1, double s1) = classes.Lower;
        (double p2, double m2, double s2) = classes.Upper;
        double v1 = s1 * s1;
        double v2 = s2 * s2;
        double a = v1 - v2;
        if (Math.Abs(a) <= EqualVariances * (v1 + v2))
        {
            return EqualVariance(classes);
        }
        // Relative to the middle of the means, so that a large offset of the grey levels does not cancel digits: m1 = -d, m2 = d.
        double middle = (m1 + m2) / 2;
        double d = (m2 - m1) / 2;
        double b = -2 * d * (v1 + v2);
        double c = (a * d * d) + (2 * v1 * v2 * Math.Log(s2 * p1 / (s1 * p2)));
        double discriminant = (b * b) - (4 * a * c);
        if (!(discriminant >= 0))
        {
            return double.NaN;
        }
        // b < 0, so q > 0 without cancellation; c / q stays exact as a goes to 0.
        double q = (-b + Math.Sqrt(discriminant)) / 2;
        double near = c / q;
        double far = q / a;
        return Math.Abs(near) <= d ? middle + near : Math.Abs(far) <= d ? middle + far : double.NaN;
    }

    /// <summary>Eq. 14 with the pooled variance P1 s1^2 + P2 s2^2; NaN where it lies beyond the means.</summary>
    public static double EqualVariance(TwoGaussians classes)
    {
        (double p1, double m1, double s1) = classes.Lower;
        (double p2, double m2, double s2) = classes.Upper;
        double variance = ((p1 * s1 * s1) + (p2 * s2 * s2)) / (p1 + p2);
        double offset = variance / (m1 - m2) * Math.Log(p2 / p1);
        return Math.Abs(offset) <= (m2 - m1) / 2 ? ((m1 + m2) / 2) + offset : double.NaN;
    }
}
